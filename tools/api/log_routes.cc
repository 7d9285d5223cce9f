#include <charconv>
#include <fmt/format.h>

#include "ledger/bytes.h"
#include "tools/api/routes.h"
#include "tools/wire/to_json.h"

/// The log for external verification: C2SP tlog-tiles and tlog-checkpoint, and proofs as JSON. The
/// checkpoint and the tiles of hashes are public: each record contains random bits, so its hash
/// reveals nothing about its content. The records themselves are for auditors.
namespace tools::api {
namespace {

namespace json = boost::json;
using ledger::proof::Tile;

constexpr const char* text_type = "text/plain; charset=utf-8";
constexpr const char* bytes_type = "application/octet-stream";
/// For immutable content.
constexpr const char* for_ever = "public, max-age=31536000, immutable";

http::Reply no_such_tile(const Context& context) {
  return context.problem({.status = 404,
                          .code = "not_found",
                          .detail = "The log has no such tile, or fewer entries in it."});
}

http::Reply bytes(std::string body, const char* caching) {
  http::HttpResponse response{.content_type = bytes_type, .body = std::move(body)};
  response.headers.emplace_back("Cache-Control", caching);
  return response;
}

json::array hashes_json(const ledger::proof::Proof& proof) {
  json::array hashes;
  for (const auto& hash : proof) hashes.emplace_back(ledger::base64(hash));
  return hashes;
}

/// A count or a position in the query; adds an error if malformed or too large.
std::optional<std::uint64_t> query_number(Context& context, std::string_view name,
                                          std::uint64_t most) {
  const auto text = context.query(name);
  if (!text) return std::nullopt;
  std::uint64_t value = 0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), value);
  if (read.ec == std::errc{} && read.ptr == text->data() + text->size() && value <= most) {
    return value;
  }
  context.errors().push_back({fmt::format("?{}", name), "out_of_range",
                              fmt::format("{} must be a number from 0 to {}.", name, most)});
  return std::nullopt;
}

void require(Context& context, std::string_view name) {
  if (context.query(name)) return;
  context.errors().push_back(
      {fmt::format("?{}", name), "required", fmt::format("{} is required.", name)});
}

/// A checkpoint that covers everything acknowledged before this request.
ledger::Result<ledger::proof::Checkpointer::CheckpointPtr> newest(const Context& context) {
  return context.service().checkpointer.sign(context.service().tree);
}

}  // namespace

http::Reply get_log(Context& context) {
  const auto head = context.service().tree.head();
  const auto& log = context.service().checkpointer.log();
  return Context::json(200, json::object{{"origin", log.name},
                                         {"vkey", log.vkey()},
                                         {"tree_size", head.size},
                                         {"root", ledger::base64(head.root)}});
}

http::Reply get_checkpoint(Context& context) {
  const bool cosigned = context.query_flag("cosigned");
  if (auto refused = context.refusal()) return std::move(*refused);
  const auto checkpoint = cosigned ? context.service().checkpointer.cosigned() : newest(context);
  if (!checkpoint) return context.failed(checkpoint.error());
  if (*checkpoint == nullptr) {
    return context.problem({.status = 404,
                            .code = "not_found",
                            .detail = "No witness has cosigned a checkpoint of this log yet."});
  }
  http::HttpResponse response{.content_type = text_type, .body = (*checkpoint)->to_text()};
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

http::Reply get_tile(Context& context) {
  const std::string& level = context.parameter(0);
  const auto place = ledger::proof::parse_tile_path(context.parameter(1));
  if (!place || level.size() != 1 || level[0] < '0' || level[0] > '7') return no_such_tile(context);
  const auto hashes = context.service().tree.tile({.level = static_cast<unsigned>(level[0] - '0'),
                                                   .index = place->index,
                                                   .width = place->width});
  if (!hashes) {
    return hashes.error().kind == ledger::FailureKind::not_found ? no_such_tile(context)
                                                                 : context.failed(hashes.error());
  }
  std::string body;
  body.reserve(hashes->size() * sizeof(ledger::Digest));
  for (const auto& hash : *hashes) body.append(hash.begin(), hash.end());
  return bytes(std::move(body), for_ever);
}

/// Returns only records that match their hashes in the tree.
http::Reply get_entries(Context& context) {
  const auto place = ledger::proof::parse_tile_path(context.parameter(0));
  if (!place) return no_such_tile(context);
  const auto& service = context.service();
  const auto hashes = service.tree.tile({.level = 0, .index = place->index, .width = place->width});
  if (!hashes) {
    return hashes.error().kind == ledger::FailureKind::not_found ? no_such_tile(context)
                                                                 : context.failed(hashes.error());
  }
  const std::uint64_t first = place->index * ledger::proof::tile_width;
  std::string body;
  std::optional<std::uint64_t> altered;
  const auto scanned =
      service.store.scan({first}, {first + place->width}, [&](ledger::Position at, auto record) {
        if (ledger::proof::leaf_hash(record) != (*hashes)[at.value - first]) {
          altered = at.value;
          return false;
        }
        ledger::append_big_endian(body, static_cast<std::uint16_t>(record.size()));
        body.append(record.begin(), record.end());
        return true;
      });
  if (!scanned) return context.failed(scanned.error());
  if (altered) {
    return context.failed(ledger::fail(
        ledger::FailureKind::corrupt,
        fmt::format("the record at position {} does not match its hash in the tree", *altered)));
  }
  return bytes(std::move(body), "private, max-age=31536000, immutable");
}

http::Reply get_inclusion_proof(Context& context) {
  const auto& tree = context.service().tree;
  const auto reader = tree.reader();
  const std::uint64_t size = tree.head().size;
  require(context, "position");
  const auto tree_size = query_number(context, "tree_size", size).value_or(size);
  const auto position = query_number(context, "position", tree_size == 0 ? 0 : tree_size - 1);
  if (tree_size == 0 && context.errors().empty()) {
    context.errors().push_back({"?tree_size", "out_of_range", "An empty tree has no position."});
  }
  if (auto refused = context.refusal()) return std::move(*refused);
  const auto proof = ledger::proof::inclusion_proof({*position}, tree_size, reader);
  const auto root = ledger::proof::root_at(tree_size, reader);
  const auto leaf = reader({.level = 0, .index = *position});
  if (!proof || !root || !leaf) {
    return context.failed(!proof ? proof.error() : !root ? root.error() : leaf.error());
  }
  return Context::json(200, json::object{{"position", *position},
                                         {"tree_size", tree_size},
                                         {"root", ledger::base64(*root)},
                                         {"leaf_hash", ledger::base64(*leaf)},
                                         {"hashes", hashes_json(*proof)}});
}

http::Reply get_consistency_proof(Context& context) {
  const auto& tree = context.service().tree;
  const auto reader = tree.reader();
  const std::uint64_t size = tree.head().size;
  require(context, "first");
  const auto second = query_number(context, "second", size).value_or(size);
  const auto first = query_number(context, "first", second);
  if (auto refused = context.refusal()) return std::move(*refused);
  const auto proof = ledger::proof::consistency_proof(*first, second, reader);
  const auto first_root = ledger::proof::root_at(*first, reader);
  const auto second_root = ledger::proof::root_at(second, reader);
  if (!proof || !first_root || !second_root) {
    return context.failed(!proof        ? proof.error()
                          : !first_root ? first_root.error()
                                        : second_root.error());
  }
  return Context::json(200, json::object{{"first", *first},
                                         {"second", second},
                                         {"first_root", ledger::base64(*first_root)},
                                         {"second_root", ledger::base64(*second_root)},
                                         {"hashes", hashes_json(*proof)}});
}

}  // namespace tools::api
