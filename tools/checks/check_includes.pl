#!/usr/bin/perl
# Fails when a source includes what tools/checks/include.rules does not allow, when Beast and CAF
# meet in one translation unit, or when a public header leaks what lies behind it.
# Usage: check_includes.pl ROOT. Needs nothing beyond Debian's essential perl-base.
use strict;
use warnings;

my $root = shift // '.';
my @public_folders = qw(config/fleetwire actors/contract/fleetwire actors/engine/fleetwire);
# A system may have headers for programs, too.
push @public_folders, map { substr $_, length("$root/") }
  glob "\"$root\"/actors/systems/*/fleetwire";

# Headers from outside, first match wins; the standard library's have neither slash nor suffix, and
# the compiler's vector instructions count as part of it.
my @groups = (
  ['<caf-test>', qr{^caf/test/}],
  ['<caf>', qr{^caf/}],
  # Messages, fields and the parser, but none of Beast's reading and writing of sockets.
  ['<beast-http>', qr{^boost/beast/(http/(?!.*(read|write)\b)|core/(error|string|buffers_|flat_buffer|multi_buffer|span)|version)}],
  ['<beast>', qr{^boost/beast(/|\.hpp$)}],
  ['<asio>', qr{^boost/asio(/|\.hpp$)}],
  ['<boost>', qr{^boost/}],
  ['<openssl>', qr{^openssl/}],
  ['<sqlite>', qr{^sqlite3\.h$}],
  ['<argon2>', qr{^argon2\.h$}],
  ['<crypt>', qr{^crypt\.h$}],
  ['<toml>', qr{^toml\+\+/}],
  ['<spdlog>', qr{^(spdlog|fmt)/}],
  ['std', qr{^[a-z]+intrin\.h$}],
  ['<posix>', qr{^([a-z_0-9]+/)*[a-z_0-9]+\.h$}],
  ['std', qr{^[a-z_0-9]+$}],
);
my $impure_std = qr{^(thread|mutex|shared_mutex|condition_variable|future|semaphore|latch|barrier|
  stop_token|iostream|ostream|istream|fstream|filesystem|ctime)$}x;
my $impure_code = qr{clock(_type)?::now\s*\(|\bspdlog::|\bstd::(cout|cerr|getenv)\b};

my (%rules, %includes, %text, @faults);

sub read_rules {
  my ($path) = @_;
  open my $in, '<', $path or die "$path: $!\n";
  while (defined(local $_ = <$in>)) {
    s/#.*//;
    next unless /^\s*([\w\/*]+)\s*:\s*(.*?)\s*$/;
    $rules{$1} = { map { $_ => 1 } split ' ', $2 };
  }
}

sub sources_below {
  my ($folder) = @_;
  opendir my $dir, "$root/$folder" or return;
  my @names = sort grep { !/^\.|^node_modules$|^build/ } readdir $dir;
  return map {
    my $path = "$folder$_";
    -d "$root/$path" ? sources_below("$path/") : /\.(hpp|cpp|h|cc|ipp)$/ ? $path : ();
  } @names;
}

# The rule a file stands under, and the folder that is its home: the longest that fits.
sub home_of {
  my ($path) = @_;
  my @parts = split m{/}, $path;
  for (my $n = @parts - 1; $n > 0; --$n) {
    my $folder = join '/', @parts[0 .. $n - 1];
    return ($folder, $folder) if $rules{$folder};
    (my $pattern = $folder) =~ s{/[^/]+$}{/*};
    return ($folder, $pattern) if $rules{$pattern};
  }
  return ('', '');
}

sub fault {
  my ($path, $line, $message) = @_;
  push @faults, $line ? "$path:$line: $message" : "$path: $message";
}

# Where an include leads: a path of ours, or a group of headers from outside.
sub resolve {
  my ($path, $line, $name) = @_;
  if ($name =~ m{^fleetwire/(.+)$}) {
    my @found = grep { -f "$root/$_" } map {"$_/$1"} @public_folders;
    return $found[0] if @found == 1;
    fault($path, $line, "<$name> is " . (@found ? "ambiguous: @found" : 'no public header'));
    return;
  }
  return $name if -f "$root/$name";
  for my $group (@groups) {
    return $group->[0] if $name =~ $group->[1];
  }
  fault($path, $line, "\"$name\" is neither a file, rooted at the repository, nor a known library");
  return;
}

sub scan {
  my ($path) = @_;
  open my $in, '<', "$root/$path" or die "$path: $!\n";
  my $number = 0;
  while (defined(local $_ = <$in>)) {
    ++$number;
    if (/^\s*#\s*include\s*["<]([^">]+)[">]/) {
      my $target = resolve($path, $number, $1) // next;
      push @{ $includes{$path} }, [$number, $1, $target];
    } else {
      s{//.*}{};
      push @{ $text{$path} }, [$number, $_] if /::/;
    }
  }
}

sub check_rules {
  my ($path) = @_;
  my ($home, $rule) = home_of($path);
  return fault($path, 0, 'no rule covers this folder') unless $home;
  my %allowed = %{ $rules{$rule} };
  @allowed{qw(tests/harness <caf> <caf-test>)} = (1) x 3 if $path =~ /\.test\.cpp$/;
  # A test of SQL needs a database.
  $allowed{'storage/backends'} = 1 if $allowed{storage} && $path =~ /\.test\.cpp$/;
  $allowed{'<caf-test>'} = 1 if $allowed{'<caf>'} && $path =~ /^tests\//;
  for my $include (@{ $includes{$path} // [] }) {
    my ($line, $name, $target) = @$include;
    my $is_std = $target eq 'std';
    fault($path, $line, "$home is pure and may not include <$name>")
      if $is_std && $allowed{pure} && $path !~ /\.test\.cpp$/ && $name =~ $impure_std;
    next if $is_std || $allowed{all};
    my ($wanted) = $target =~ /^</ ? $target : home_of($target);
    # A rule may name a sub-folder of a room: that much of it is open.
    my $opened = grep { index("$target/", "$_/") == 0 } grep { index($_, "$wanted/") == 0 } keys %allowed;
    next if $wanted eq $home || $allowed{$wanted} || $opened;
    fault($path, $line, "$home may not include $wanted ($name)");
  }
  return unless $allowed{pure} && $path !~ /\.test\.cpp$/;
  for my $entry (@{ $text{$path} // [] }) {
    fault($path, $entry->[0], "$home is pure: $&") if $entry->[1] =~ $impure_code;
  }
}

# Every group a source reaches, each with the include of its own that led there.
sub reach {
  my ($path, $seen) = @_;
  my %reached;
  for my $include (@{ $includes{$path} // [] }) {
    my ($line, $name, $target) = @$include;
    if ($target =~ /^<|^std$/) {
      $reached{$target} //= [$line, $name];
    } elsif (!$seen->{$target}++) {
      $reached{$_} //= [$line, $name] for keys %{ reach($target, $seen) };
    }
  }
  return \%reached;
}

# A unit with both takes a minute to compile. Unit tests use CAF test, so theirs counts only
# where they include Beast themselves.
sub check_meeting {
  my ($path) = @_;
  my %reached = $path =~ /\.test\.cpp$/
    ? map { $_->[2] => [@$_[0, 1]] } @{ $includes{$path} // [] }
    : %{ reach($path, { $path => 1 }) };
  my ($beast) = grep {$_} @reached{ '<beast>', '<beast-http>' };
  my ($caf) = grep {$_} @reached{ '<caf>', '<caf-test>' };
  fault($path, $beast->[0], "Beast (by $beast->[1]) and CAF (by $caf->[1]) meet here")
    if $beast && $caf;
}

# What is installed must not drag the engine room into other people's programs.
sub check_public {
  my ($path) = @_;
  for my $include (@{ $includes{$path} // [] }) {
    my ($line, $name, $target) = @$include;
    fault($path, $line, "a public header includes $name")
      unless $target eq 'std' || $name =~ /^fleetwire\//;
  }
  for my $entry (@{ $text{$path} // [] }) {
    fault($path, $entry->[0], "a public header names $1::")
      if $entry->[1] =~ /\b(caf|boost|toml|spdlog)::/;
  }
}

read_rules("$root/tools/checks/include.rules");
my @sources = sources_below('');
die "no sources below $root\n" unless @sources;
for my $path (@sources) { scan($path); }
for my $path (@sources) {
  check_rules($path);
  check_meeting($path);
  check_public($path) if grep { index($path, "$_/") == 0 } @public_folders;
}
print STDERR "$_\n" for @faults;
printf "%d sources, %d forbidden\n", scalar @sources, scalar @faults;
exit(@faults ? 1 : 0);
