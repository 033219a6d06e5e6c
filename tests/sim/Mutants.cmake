# sim_mutant(<name> <source> <old> <new>): the program mutants/<name> is fleetwire-sim with one line
# of one source changed. Nothing of it is built before somebody asks for `sim_mutants`. A line that
# is not there exactly once stops no build: the mutant then does not compile, and the test
# sim.mutants_fit says which ones have to be written anew. run.sh runs one in the world of the system
# that its source, ${rides}/…, ${orders}/… or ${fleet}/…, begins with; others in that of the rides.
add_custom_target(sim_mutants)
set(sim_mutants_stale "")

function(sim_mutant name source old new)
  set(from "${PROJECT_SOURCE_DIR}/${source}")
  cmake_path(GET source FILENAME file)
  set(to "${CMAKE_CURRENT_BINARY_DIR}/mutants/${name}/${file}")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${from}")
  set(text "")
  if(EXISTS "${from}")
    file(READ "${from}" text)
  endif()
  string(FIND "${text}" "${old}" first)
  string(FIND "${text}" "${old}" last REVERSE)
  if(first EQUAL -1 OR NOT first EQUAL last)
    set(sim_mutants_stale "${sim_mutants_stale} ${name}" PARENT_SCOPE)
    set(text "#error \"${name}: its line is not in ${source} exactly once\"\n")
  else()
    string(REPLACE "${old}" "${new}" text "${text}")
  endif()
  file(CONFIGURE OUTPUT "${to}" CONTENT "${text}" @ONLY) # written only when it changes
  add_executable(sim_mutant_${name} EXCLUDE_FROM_ALL
    $<TARGET_OBJECTS:fleetwire_sim_main> "${to}")
  set_target_properties(sim_mutant_${name} PROPERTIES OUTPUT_NAME ${name}
    RUNTIME_OUTPUT_DIRECTORY "${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/mutants")
  # Compiled for a minute's run: what matters is that it compiles soon.
  target_compile_options(sim_mutant_${name} PRIVATE -O0 -g0 -fno-sanitize=all)
  # What the mutant defines is not taken from the libraries.
  target_link_libraries(sim_mutant_${name} PRIVATE fleetwire_world)
  add_dependencies(sim_mutants sim_mutant_${name})
endfunction()

# -- rules ------------------------------------------------------------------------------------------
set(rides actors/systems/rides)
sim_mutant(accept_at_deadline ${rides}/rules/trip_matching.cpp
  "if (now >= a->expires_at)" "if (now > a->expires_at)")
sim_mutant(accept_by_anybody ${rides}/rules/trip_matching.cpp
  "if (!a || a->driver_id != c.driver_id)" "if (!a)")
sim_mutant(reject_at_deadline ${rides}/rules/trip_matching.cpp
  "trip_status::assigning && now < a->expires_at" "trip_status::assigning && now <= a->expires_at")
sim_mutant(offer_outlives_search ${rides}/rules/trip_matching.cpp
  "std::min(draft.now + c.ttl, *t.assigning_deadline)" "draft.now + c.ttl")
sim_mutant(search_misses_its_end ${rides}/rules/trip_matching.cpp
  "if (*draft.state().assigning_deadline <= draft.now)"
  "if (*draft.state().assigning_deadline < draft.now)")
sim_mutant(search_lasts_longer ${rides}/rules/trip_draft.cpp
  "now + assigning_limit" "now + assigning_limit + std::chrono::milliseconds{1}")
sim_mutant(offer_stays_open ${rides}/rules/trip_ends.cpp
  "draft.close_offer(assignment_status::cancelled)" "draft.release(t.passenger_id)")
sim_mutant(passenger_cancels_ride ${rides}/rules/trip_ends.cpp
  "if (t.status > trip_status::arriving)" "if (t.status > trip_status::in_progress)")
sim_mutant(driver_asked_again ${rides}/rules/trip.cpp
  "std::any_of(t.assignments.begin(), t.assignments.end(), is_his)"
  "std::all_of(t.assignments.begin(), t.assignments.end(), is_his) && t.assignments.size() > 9")
sim_mutant(offer_never_expires ${rides}/rules/trip.cpp
  "return std::min(offer->expires_at, *t.assigning_deadline)" "return t.assigning_deadline")
sim_mutant(positions_too_often ${rides}/rules/trip_ride.cpp
  "draft.now - *t.tracked_at < tracking_interval" "draft.now - *t.tracked_at < tracking_interval / 3")

# -- commit, announce, acknowledge --------------------------------------------------------------------
sim_mutant(nothing_waits actors/contract/record_actor.cpp
  "while (pending_ == 0 && !waiting_.empty())" "while (!waiting_.empty())")
sim_mutant(announced_before_commit ${rides}/live/trip_actor.cpp
  "auto next = std::make_shared<const rules::change>(std::move(change));"
  "announce(change.announcements); change.announcements.clear(); auto next = std::make_shared<const rules::change>(std::move(change));")
sim_mutant(answered_before_commit ${rides}/live/trip_actor.cpp
  "auto next = std::make_shared<const rules::change>(std::move(change));"
  "reply(change.state); auto next = std::make_shared<const rules::change>(std::move(change));")
sim_mutant(failure_taken_for_success ${rides}/live/trip_actor.cpp
  "if (!how)
             return failed(how, what, reply);"
  "if (how.code() == storage::errc::conflict)
             return failed(how, what, reply);")
sim_mutant(not_announced ${rides}/live/trip_actor.cpp
  "take_over({change, &change->state});
  announce(change->announcements);" "take_over({change, &change->state});")
sim_mutant(outbox_not_written ${rides}/store/trip_writes.cpp
  "add_to_outbox(db, t, after.announcements);" "")
sim_mutant(outbox_not_emptied ${rides}/live/recorder.cpp
  "version = std::max(version, t.version);" "version = std::max(version, t.version - 1);")
sim_mutant(key_not_stored ${rides}/live/trip_actor.cpp
  "if (wanted.key && wanted.key_record)" "if (wanted.key && wanted.key_record && wanted.key->empty())")
sim_mutant(passenger_on_two_trips ${rides}/store/schema.cpp
  "CREATE UNIQUE INDEX rides_trips_live ON rides_trips(passenger_id) WHERE phase > 0;"
  "CREATE INDEX rides_trips_live ON rides_trips(passenger_id) WHERE phase > 0;")

# -- drivers --------------------------------------------------------------------------------------------
sim_mutant(reserved_twice ${rides}/live/driver_actor.cpp
  "&& !reserved_ && !engaged_) {" "&& !engaged_) {")
sim_mutant(not_released ${rides}/live/trip_actor.cpp
  "let_go(driver);" "static_cast<void>(driver);")
sim_mutant(release_not_stored ${rides}/live/driver_actor.cpp
  "if (state_ && state_->trip_id == what.trip_id)" "if (state_ && state_->trip_id == what.trip_id && !reserved_ && !state_->is_online)")
sim_mutant(not_engaged ${rides}/live/trip_actor.cpp
  "engage{id_, yes->assignment_id}" "look{}")
sim_mutant(debt_forgotten ${rides}/live/driver_actor.cpp
  "if (no && no->status == 503)" "if (no && no->status == 599)")
sim_mutant(present_for_ever ${rides}/live/driver_actor.cpp
  "auto when = state_ ? rules::presence_deadline(*state_) : std::nullopt;"
  "auto when = std::optional<instant>{};")

# -- lives ------------------------------------------------------------------------------------------------
sim_mutant(restart_forgets_offers ${rides}/live/service.cpp
  "if (const auto* offer = rules::live_offer(each))"
  "if (const auto* offer = rules::live_offer(each); offer && each.version == 0)")
sim_mutant(restart_forgets_riding ${rides}/live/service.cpp
  "if (each.driver_id) {" "if (each.driver_id && each.version == 0) {")
sim_mutant(restart_repeats_itself ${rides}/live/service.cpp
  "told[each.trip_id] = each.version;" "told[each.trip_id] = 0;")
sim_mutant(searched_for_never_again ${rides}/live/trip_actor.cpp
  "state_->status == rules::trip_status::pending || rules::needs_matching(*state_)"
  "state_->status == rules::trip_status::pending")
sim_mutant(leaves_unread ${rides}/live/trip_actor.cpp
  "const bool is_done = is_read_ && (" "const bool is_done = (")
sim_mutant(asks_without_time ${rides}/live/trip_actor.cpp
  "if (why.code == \"ASSIGNING_TIME_IS_UP\")" "if (why.code.empty())")
sim_mutant(leaves_with_mail ${rides}/live/trip_actor.cpp
  "may_go{id_, heard_, id()}" "may_go{id_, heard_ + 1, id()}")
sim_mutant(positions_after_failure ${rides}/live/trip_actor.cpp
  "std::max((*found)->tracked_at, position_told_at_)" "(*found)->tracked_at")
sim_mutant(leaves_while_asking ${rides}/live/trip_actor.cpp
  "&& asking_ == 0 && around_.trips" "&& around_.trips")

# -- orders -----------------------------------------------------------------------------------------------
set(orders actors/systems/orders)
sim_mutant(message_told_again ${orders}/live/order_actor.cpp
  "if (!stored->known)" "if (!whole->id.empty())")
sim_mutant(message_told_early ${orders}/live/order_actor.cpp
  "auto stored = std::make_shared<store::stored_message>();"
  "auto stored = std::make_shared<store::stored_message>(); around_.tell(message_said{whole});")
sim_mutant(lost_message_acknowledged ${orders}/live/order_actor.cpp
  "if (!how)
        return reply(unavailable(how));
      if (auto no = reason_of(*stored, *whole))"
  "if (auto no = reason_of(*stored, *whole))")
sim_mutant(client_id_not_kept ${orders}/store/messages.cpp
  "what.content, what.client_id, ms(" "what.content, std::optional<std::string>{}, ms(")
sim_mutant(own_messages_unread ${orders}/store/messages.cpp
  "back WHERE sender_id <> ?2\"" "back WHERE sender_id <> ''\"")
sim_mutant(unread_off_by_one ${orders}/store/messages.cpp
  "n.order_id = ?1 AND m.number > mark.number" "n.order_id = ?1 AND m.number >= mark.number")
sim_mutant(marks_go_back ${orders}/store/messages.cpp
  " at = excluded.at WHERE excluded.number > orders_read.number\"" " at = excluded.at\"")
sim_mutant(page_skips_one ${orders}/store/messages.cpp
  "m.number = back.previous LIMIT" "m.number = back.previous - 1 LIMIT")
sim_mutant(sent_forgotten_too_soon ${orders}/live/order_actor.cpp
  "lately->gathered(how ? *until : 0);" "lately->gathered(*until);")
sim_mutant(sent_not_gathered ${orders}/store/sent_lately.cpp
  "until FROM orders_gathered) AND sent_key IS NOT NULL\"
          \" ORDER BY" "until FROM orders_gathered) AND sent_key IS NULL\"
          \" ORDER BY")
sim_mutant(sent_not_filtered ${orders}/store/sent_lately.cpp
  "size_ = numbers_.size();
  add_gathered(key);" "size_ = numbers_.size();")
sim_mutant(filter_read_without_keys ${orders}/store/sent_lately.cpp
  "filter_->add(r.integer(0));" "(void)r;")
sim_mutant(positions_go_back ${orders}/rules/position.cpp
  "(sent.at ? at <= known->at : at < known->at)" "at + std::chrono::hours{1} < known->at")
sim_mutant(first_position_taken ${orders}/store/positions.cpp
  "\" ORDER BY id DESC LIMIT 1\"," "\" ORDER BY id LIMIT 1\",")
sim_mutant(goes_with_lost_position ${orders}/live/order_actor.cpp
  "if (!owes && !behind_->is_lost)" "if (!owes)")
sim_mutant(courier_stays ${orders}/live/order_actor.cpp
  "if (what.left && around_.mode" "if (what.left && id_.empty() && around_.mode")
sim_mutant(state_skipped ${orders}/rules/order.cpp
  "return from == status::picked_up;" "return from == status::picked_up || from == status::assigned;")
sim_mutant(state_told_early ${orders}/live/order_actor.cpp
  "commit([next, before = state_->version]("
  "around_.tell(status_changed{next->state, next->previous, next->by}); commit([next, before = state_->version](")
sim_mutant(lost_state_taken ${orders}/live/order_actor.cpp
  "if (!how)
             return lose(what, how);
           adopt(*next);" "adopt(*next);")

# -- fleet ------------------------------------------------------------------------------------------------
set(fleet actors/systems/fleet)
sim_mutant(counted_too_soon ${fleet}/notifications/desk.cpp
  "insert(db, one, most);
      count = unread_of(db, one.user);" "count = unread_of(db, one.user);
      insert(db, one, most);")
sim_mutant(read_and_not_counted ${fleet}/notifications/desk.cpp
  "[this, user](const all_read& all) { tell_count(user, all.count); }" "[](const all_read&) {}")
sim_mutant(all_are_unread ${fleet}/notifications/table.cpp
  "\"SELECT COUNT(*) FROM fleet_notifications WHERE user_id = ? AND read_at IS NULL\""
  "\"SELECT COUNT(*) FROM fleet_notifications WHERE user_id = ?\"")
sim_mutant(forgotten_and_counted ${fleet}/notifications/desk.cpp
  "for (const auto& [user, count] : all)" "for (const auto& [user, count] : counts{})")
sim_mutant(older_is_newest ${fleet}/rules/motion.cpp
  "if (m.newest && *seen.at < *m.newest->at)" "if (m.newest && *seen.at < *m.newest->at - 1s)")
sim_mutant(moment_given_twice ${fleet}/rules/motion.cpp
  "now = std::max(now, *m.arrived + 1ms);" "now += 0ms;")
sim_mutant(only_believed_kept ${fleet}/live/vehicle_actor.cpp
  "if (change.what != rules::verdict::duplicate)" "if (change.what == rules::verdict::believed)")
sim_mutant(lost_batch_not_counted ${fleet}/live/track_log.cpp
  "(how ? counts_.written : counts_.shed)" "counts_.written")
sim_mutant(short_way_not_sealed ${fleet}/store/sealing.cpp
  "put_in_order(some);" "put_in_order(some); if (some.size() < 3) continue;")
sim_mutant(newest_not_told ${fleet}/tracking/events.cpp
  "if (v.way.newest)
    s.emit(" "if (v.way.newest && v.is_online)
    s.emit(")
sim_mutant(nobody_surveyed ${fleet}/live/vehicle_desk.cpp
  "if (each->is_online)" "if (!each->is_online)")
sim_mutant(there_once_more ${fleet}/live/vehicle_actor.cpp
  "if (std::exchange(sight_.is_online, true))" "if (std::exchange(sight_.is_online, true) && !alarm_->armed())")
sim_mutant(entered_twice ${fleet}/live/vehicle_actor.cpp
  "inside_ = std::move(now);" "if (inside_.empty()) inside_ = std::move(now);")
sim_mutant(low_fuel_again ${fleet}/rules/motion.cpp
  "return !std::exchange(m.is_low, true);" "return m.is_low = true;")
sim_mutant(fuel_without_margin ${fleet}/rules/motion.cpp
  "if (level > limits.low_fuel + limits.low_fuel_margin)" "if (level > limits.low_fuel)")
sim_mutant(trip_told_early ${fleet}/live/trip_actor.cpp
  "  commit([shared](storage::session& db) { store::update(db, *shared); },
         [this, shared, what, reply]"
  "  around_.tell.trip_changed({*shared, course_.now}, what, around_.now());
  commit([shared](storage::session& db) { store::update(db, *shared); },
         [this, shared, what, reply]")
sim_mutant(trip_follows_nobody ${fleet}/live/trip_actor.cpp
  "if (was_ongoing != is_ongoing)" "if (was_ongoing)")
sim_mutant(stop_left_out ${fleet}/rules/progress.cpp
  "t.stops[next].reached_at = seen.at;" "if (next > 0) t.stops[next].reached_at = seen.at;")
sim_mutant(alert_stays_open ${fleet}/live/alert_desk.cpp
  "return a.id == done->id;" "return a.id.empty() && done->id.empty();")

# Which ones have to be written anew: none.
add_test(NAME sim.mutants_fit
  COMMAND ${CMAKE_COMMAND} -E compare_files --ignore-eol
    "${CMAKE_CURRENT_BINARY_DIR}/mutants/stale.txt" "${CMAKE_CURRENT_BINARY_DIR}/mutants/none.txt")
file(CONFIGURE OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/mutants/stale.txt" CONTENT "${sim_mutants_stale}\n")
file(CONFIGURE OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/mutants/none.txt" CONTENT "\n")
