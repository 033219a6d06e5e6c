#include "actors/systems/orders/store/images.hpp"
#include "actors/systems/orders/images/kind.hpp"
#include "actors/systems/orders/images/multipart.hpp"
#include "actors/systems/orders/routes/routes.hpp"
#include "actors/systems/orders/routes/support.hpp"
#include "actors/systems/orders/rules/message.hpp"

namespace fleetwire::systems::orders::routes {

namespace {

using images::multipart_fault;
using images::shelf_fault;

rules::refusal no_such_image() {
  return {404, "IMAGE_NOT_FOUND", "The order has no such image"};
}

rules::refusal not_kept(shelf_fault why) {
  if (why == shelf_fault::busy)
    return {503, "OVERLOADED", "Too much is waiting; try again"};
  return {503, "STORAGE_UNAVAILABLE", "The image could not be stored"};
}

rules::refusal explain(multipart_fault why) {
  switch (why) {
    case multipart_fault::not_multipart:
      return {415, "NOT_MULTIPART", "The body must be multipart/form-data"};
    case multipart_fault::no_file:
      return {400, "FILE_MISSING", "The form must have a file"};
    case multipart_fault::malformed:
      break;
  }
  return {400, "BAD_REQUEST", "The form is malformed"};
}

/// A file that was sent, checked.
struct upload {
  std::string_view bytes; ///< in the request
  std::string_view type;
};

std::variant<rules::refusal, upload> read_upload(const call& c) {
  const auto found = images::find_file(c.request->header("content-type"), c.request->raw_body);
  if (const auto* fault = std::get_if<multipart_fault>(&found))
    return explain(*fault);
  const auto bytes = std::get<std::string_view>(found);
  if (bytes.size() > c.in.max_image_bytes)
    return rules::refusal{413, "IMAGE_TOO_LARGE",
                          "An image may have " + std::to_string(c.in.max_image_bytes) + " bytes"};
  const auto type = images::media_type(bytes);
  if (!type)
    return rules::refusal{415, "NOT_AN_IMAGE", "The file must be a PNG, JPEG or WebP image"};
  return upload{bytes, *type};
}

json image_json(const store::image& what) {
  object out;
  out.add("id", std::string_view{what.id}).add("orderId", std::string_view{what.order_id});
  out.add("url", rules::image_url(what.order_id, what.id));
  return out.add("type", std::string_view{what.type}).add("size", what.bytes).build();
}

/// The bytes are safe; now the order knows them.
void register_image(const call& c, const store::image& what) {
  auto is_full = std::make_shared<bool>(false);
  c.in.store->write(
    storage::file::promises,
    [what, is_full, most = c.in.max_images](storage::session& db) {
      *is_full = store::images_of(db, what.order_id) >= most;
      if (!*is_full)
        store::insert(db, what);
    },
    [c, what, is_full](const storage::status& how) {
      if (how && !*is_full)
        return c.reply(rest::success(image_json(what), "Image stored", 201));
      c.in.shelf->drop(what.id);
      if (how)
        return c.refuse({409, "TOO_MANY_IMAGES", "The order has as many images as it may"});
      c.refuse(not_kept(shelf_fault::failed));
    });
}

void keep(const call& c, const upload& file) {
  store::image what{c.in.new_id(),
                    c.order_id,
                    c.by.id,
                    std::string{file.type},
                    static_cast<std::int64_t>(file.bytes.size()),
                    c.in.now()};
  const auto then = [c, what](shelf_fault how) {
    how == shelf_fault::none ? register_image(c, what) : c.refuse(not_kept(how));
  };
  c.in.shelf->put(what.id, std::string{file.bytes}, then);
}

/// A bad file is no use of an order, so it begins none.
void take(const call& c) {
  const auto read = read_upload(c);
  if (const auto* no = std::get_if<rules::refusal>(&read))
    return c.refuse(*no);
  const auto go_on = [c, file = std::get<upload>(read)](const rules::order&) { keep(c, file); };
  c.in.tell(c.order_id, live::look{c.by, true, or_refuse<rules::order>(c, go_on)});
}

web_answer picture(std::string bytes, const std::string& type) {
  web_answer out;
  out.body = std::move(bytes);
  out.type = type;
  out.headers = {{"Cache-Control", "private, max-age=31536000, immutable"},
                 {"Content-Security-Policy", "default-src 'none'; sandbox"},
                 {"Content-Disposition", "inline"}};
  return out;
}

void serve_image(const call& c) {
  read<std::optional<store::image>>(
    c, storage::file::promises,
    [order = c.order_id, id = std::string{c.request->param("image")}](storage::session& db) {
      return store::load_image(db, order, id);
    },
    [c](const std::optional<store::image>& found) {
      if (!found)
        return c.refuse(no_such_image());
      c.in.shelf->get(found->id, [c, type = found->type](shelf_fault how, std::string bytes) {
        if (how == shelf_fault::missing)
          return c.refuse(no_such_image());
        how == shelf_fault::none ? c.reply(picture(std::move(bytes), type))
                                 : c.refuse(not_kept(how));
      });
    });
}

void show(const call& c) {
  const auto go_on = [c](const rules::order&) { serve_image(c); };
  c.in.tell(c.order_id, live::look{c.by, false, or_refuse<rules::order>(c, go_on)});
}

} // namespace

void add_image_routes(contract::system_host& host, environment& in) {
  add_route(host, in, "POST", "/api/orders/:id/images", take);
  add_route(host, in, "GET", "/api/orders/:id/images/:image", show);
}

} // namespace fleetwire::systems::orders::routes
