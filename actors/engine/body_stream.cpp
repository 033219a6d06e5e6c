#include "actors/engine/body_stream.hpp"

#include <charconv>
#include <utility>

namespace fleetwire {

namespace {

std::string as_chunk(std::string_view part) {
  char length[16];
  const auto end = std::to_chars(length, length + sizeof length, part.size(), 16).ptr;
  std::string out;
  out.reserve(part.size() + 20);
  out.append(length, end).append("\r\n").append(part).append("\r\n");
  return out; // of nothing: the last chunk, without trailers
}

} // namespace

/// A client that takes nothing for too long loses the rest.
class body_stream::deadline final : public contract::timer {
public:
  explicit deadline(body_stream& owner) : owner_(owner) {}
  void on_timer() override { owner_.finish(); }

private:
  body_stream& owner_;
};

body_stream::body_stream(contract::worker& home, contract::body_source source, manner how,
                         std::function<void(body_stream&)> done)
  : home_(home),
    source_(std::move(source)),
    how_(how),
    done_(std::move(done)),
    deadline_(std::make_unique<deadline>(*this)) {}

body_stream::~body_stream() = default;

void body_stream::start(std::unique_ptr<transport::stream> out) {
  out_ = std::move(out);
  out_->attach(*this);
  out_->pause_reading(); // nothing more is answered on this connection
  ask();
}

void body_stream::ask() {
  source_([self = weak_from_this(), &home = home_](contract::body_part part) {
    home.submit([self, part = std::move(part)]() mutable {
      if (const auto still_here = self.lock())
        still_here->take(std::move(part));
    });
  });
}

void body_stream::take(contract::body_part part) {
  if (!part)
    return finish();
  last_ = part->empty();
  unsent_ = how_.chunked ? as_chunk(*part) : std::move(*part);
  sent_ = 0;
  push();
}

void body_stream::push() {
  sent_ += out_->write(std::string_view{unsent_}.substr(sent_));
  if (sent_ < unsent_.size())
    return home_.timers().arm(*deadline_, home_.clock().now() + how_.patience);
  home_.timers().disarm(*deadline_);
  if (!last_)
    return ask();
  out_->close();
  finish();
}

void body_stream::on_writable() {
  push();
}

void body_stream::on_end(transport::end_reason) {
  finish();
}

void body_stream::finish() {
  const auto until_here = shared_from_this();
  done_(*this);
}

} // namespace fleetwire
