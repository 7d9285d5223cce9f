#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <regex>
#include <string>
#include <vector>

/// Reads the sources and holds them to the rules of the house, which stand here as data.
namespace {

namespace fs = std::filesystem;

/// The folders of the house, from the ground up. A folder includes only itself and those before it.
/// Tests may include anything.
const std::vector<std::string> folders{"ledger", "projections", "commands",
                                       "replay", "tools",       "tests"};

/// A room is a directory with sources, and a library and a namespace of its own. It includes
/// itself, the rooms of its folder that it names, and the folders below its own, unless that is
/// narrowed.
struct Room {
  std::string path;
  std::vector<std::string> rooms = {};  // of its own folder
  /// What it may include of the folders below, as beginnings of paths; nothing where it is empty.
  std::optional<std::vector<std::string>> below = {};
};

/// Of the ledger, what events and texts are: no store, no file.
const std::vector<std::string> values{
    "ledger/event",       "ledger/reason", "ledger/vocabulary", "ledger/enumerators",
    "ledger/position",    "ledger/time",   "ledger/result",     "ledger/digest",
    "ledger/signing_key", "ledger/bytes",  "ledger/enumerators"};
std::vector<std::string> with(std::vector<std::string> paths, const std::string& more) {
  paths.push_back(more);
  return paths;
}

const std::vector<Room> rooms{
    {"ledger"},
    {"ledger/proof", {"ledger"}},
    // Projections do no input or output.
    {"projections/words", {}, values},
    {"projections/state", {}, values},
    {"projections/reasons", {"projections/state"}, values},
    {"projections/warnings", {"projections/reasons", "projections/state"}, values},
    {"projections/search",
     {"projections/words", "projections/state", "projections/reasons"},
     values},
    {"projections",
     {"projections/words", "projections/state", "projections/reasons", "projections/warnings"},
     values},
    // Deciding is pure.
    {"commands", {}, with(values, "projections/")},
    {"commands/decide", {"commands"}, with(values, "projections/")},
    {"commands/live", {}, std::vector<std::string>{"ledger/", "projections/"}},
    {"commands/write", {"commands", "commands/decide", "commands/live"}},
    {"replay/index", {}, std::vector<std::string>{"ledger/", "projections/", "commands/live/"}},
    {"replay", {"replay/index"}},
    {"tools/text", {}, std::vector<std::string>{}},
    {"tools/wire", {"tools/text"}},
    {"tools/net", {"tools/http", "tools/text"}, values},
    {"tools/log", {"tools/text"}, values},
    {"tools/access", {"tools/wire", "tools/text"}},
    {"tools/http", {}, values},
    {"tools/stripe", {"tools/wire", "tools/text"}},
    {"tools/webhooks", {"tools/wire", "tools/text", "tools/http", "tools/net"}},
    {"tools/witness", {"tools/http"}, std::vector<std::string>{"ledger/"}},
    {"tools/sample", {"tools/wire"}},
    {"tools/bench"},
    // Routes see no socket.
    {"tools/api",
     {"tools/http", "tools/access", "tools/log", "tools/wire", "tools/text", "tools/stripe",
      "tools/webhooks"}},
    // The transport knows no ledger.
    {"tools/server",
     {"tools/http", "tools/net", "tools/text"},
     std::vector<std::string>{"ledger/result", "ledger/digest"}},
    {"tools/cli/pages", {"tools/wire", "tools/text"}},
    {"tools/cli/sources", {"tools/cli/pages", "tools/wire", "tools/text", "tools/net"}},
    {"tools/cli",
     {"tools/cli/pages", "tools/cli/sources", "tools/wire", "tools/text", "tools/access",
      "tools/log", "tools/net"}},
    // What runs a server puts everything together.
    {"tools/daemon",
     {"tools/server", "tools/api", "tools/http", "tools/access", "tools/log", "tools/net",
      "tools/wire", "tools/stripe", "tools/webhooks", "tools/witness", "tools/cli",
      "tools/cli/sources"}},
    {"tools", {"tools/cli", "tools/daemon", "tools/log"}},
};

/// Heavy or delicate headers, and the beginnings of the paths that may include them.
struct HeaderRule {
  std::string header;
  std::vector<std::string> allowed;
};
const std::vector<HeaderRule> header_rules{
    {"rocksdb/",
     {"ledger/store.cc", "ledger/side_store.cc", "ledger/database_options",
      "tests/ledger/store_test.cc"}},
    {"record_generated.h", {"ledger/codec"}},
    {"flatbuffers/", {"ledger/codec"}},
    {"openssl/", {"ledger/digest.cc", "ledger/signing_key.cc", "tools/server/tls"}},
    {"boost/asio", {"tools/server/", "tools/net/", "tools/webhooks/sender.cc"}},
    {"boost/beast", {"tools/server/", "tools/net/"}},
    {"toml++/", {"tools/daemon/config_file.cc", "tools/stripe/mapping_config.cc"}},
    // One of the two compilers does not know these.
    {"expected", {}},
    {"format", {}},
    {"source_location", {}},
};
/// Of these it is the .cc that may include them, never a header.
const std::vector<std::string> never_in_headers{"rocksdb/", "record_generated.h", "flatbuffers/",
                                                "openssl/", "boost/asio",         "boost/beast"};

/// Headers that only such .cc files include.
const std::vector<std::string> private_headers{"ledger/database_options.h", "tools/net/deadline.h",
                                               "tools/net/guarded_post.h", "tools/server/"};

/// Folds, rules and decisions read no clock, throw no dice, and touch no file.
const std::vector<std::string> pure_sources{
    "projections/", "commands/decide/", "commands/command.h", "commands/decision.h",
    "ledger/event", "ledger/reason",    "ledger/vocabulary",  "ledger/enumerators"};
const std::vector<std::string> impure_headers{"chrono",   "filesystem", "fstream",
                                              "iostream", "random",     "thread"};

constexpr std::size_t max_lines = 400;
/// What is generated, or is data, may be as long as it is.
const std::vector<std::string> of_any_length{"docs/openapi.json", "tests/clients/package-lock.json",
                                             "tests/data/"};

/// Put together here, so that this file does not speak of itself.
std::string joined(const char* one, const char* other) { return std::string{one} + other; }
const std::vector<std::string> leftovers{joined("TO", "DO"), joined("FIX", "ME"), joined("XX", "X"),
                                         joined("HA", "CK")};
const std::string local_path = joined("/wo", "rk/");
const std::string misspelled = joined("lice", "nce");

struct File {
  std::string path;  // below the root, with slashes
  std::vector<std::string> lines;

  bool is(const std::vector<std::string>& suffixes) const {
    return std::ranges::any_of(suffixes, [&](const auto& end) { return path.ends_with(end); });
  }
  bool in(const std::vector<std::string>& beginnings) const {
    return std::ranges::any_of(beginnings,
                               [&](const auto& begin) { return path.starts_with(begin); });
  }
};

bool is_text(const std::string& path) {
  for (const char* end : {".h", ".cc", ".in", ".py", ".go", ".fbs", ".md", ".txt", ".json", ".yml",
                          ".yaml", ".sh", ".html", ".css", ".js"}) {
    if (path.ends_with(end)) return true;
  }
  return false;
}

std::vector<std::string> lines_of(const fs::path& path) {
  std::ifstream in{path};
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(std::move(line));
  return lines;
}

const std::vector<File>& files() {
  static const std::vector<File> found = [] {
    const fs::path root = PROJECT_SOURCE_DIR;
    std::vector<File> files;
    for (auto at = fs::recursive_directory_iterator{root}; at != fs::end(at); ++at) {
      const auto name = at->path().filename().string();
      // Neither the history nor what was built is a source.
      const bool skipped = name == ".git" || name == "__pycache__" || name == "node_modules" ||
                           fs::exists(at->path() / "CMakeCache.txt") ||
                           (name == "build" && at->path().parent_path() == root);
      if (at->is_directory() && skipped) at.disable_recursion_pending();
      if (!at->is_regular_file()) continue;
      auto path = fs::relative(at->path(), root).generic_string();
      if (is_text(path)) files.push_back({std::move(path), lines_of(at->path())});
    }
    return files;
  }();
  return found;
}

void complain(const File& file, std::size_t line, const std::string& what) {
  const std::string path = std::string{PROJECT_SOURCE_DIR} + "/" + file.path;
  ADD_FAILURE_AT(path.c_str(), static_cast<int>(line + 1)) << what;
}

using Visitor = std::function<void(const File&, std::size_t line, const std::string& header)>;

void for_each_include(const Visitor& visit) {
  static const std::regex include{R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])"};
  for (const auto& file : files()) {
    if (!file.is({".h", ".cc"})) continue;
    for (std::size_t line = 0; line < file.lines.size(); ++line) {
      std::smatch match;
      if (std::regex_search(file.lines[line], match, include)) visit(file, line, match[1]);
    }
  }
}

std::size_t floor_of(const std::string& path) {
  const auto folder = path.substr(0, path.find('/'));
  return static_cast<std::size_t>(std::ranges::find(folders, folder) - folders.begin());
}

std::string directory_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

const Room* room_of(const std::string& path) {
  const auto found = std::ranges::find(rooms, directory_of(path), &Room::path);
  return found == rooms.end() ? nullptr : &*found;
}

bool begins_with_one_of(const std::string& path, const std::vector<std::string>& beginnings) {
  return std::ranges::any_of(beginnings,
                             [&](const auto& begin) { return path.starts_with(begin); });
}

TEST(Includes, go_only_to_the_same_folder_and_those_below) {
  ASSERT_GT(files().size(), 50U) << "the sources are not where they should be";
  for_each_include([](const File& file, std::size_t line, const std::string& header) {
    const auto from = floor_of(file.path);
    const auto to = floor_of(header);
    if (from == folders.size() || to == folders.size() || folders[from] == "tests") return;
    if (to > from) complain(file, line, folders[from] + " must not include " + folders[to]);
  });
}

TEST(Includes, go_only_to_the_rooms_that_a_room_names) {
  for_each_include([](const File& file, std::size_t line, const std::string& header) {
    const auto from = floor_of(file.path);
    const auto to = floor_of(header);
    if (from == folders.size() || to == folders.size() || folders[from] == "tests") return;
    const Room* room = room_of(file.path);
    if (room == nullptr) return complain(file, line, "this directory is not a room of the house");
    const std::string there = directory_of(header);
    if (there == room->path) return;
    const bool allowed = from == to ? std::ranges::find(room->rooms, there) != room->rooms.end()
                                    : !room->below || begins_with_one_of(header, *room->below);
    if (!allowed) complain(file, line, room->path + " must not include " + header);
  });
}

TEST(Rooms, have_a_library_and_a_namespace_of_their_own) {
  for (const auto& file : files()) {
    const Room* room = room_of(file.path);
    const bool has_names = std::ranges::any_of(
        file.lines, [](const auto& text) { return text.starts_with("namespace "); });
    if (room == nullptr || !file.is({".h"}) || !has_names) continue;  // macros have no namespace
    std::string wanted = "namespace " + room->path + " {";
    for (auto at = wanted.find('/'); at != std::string::npos; at = wanted.find('/')) {
      wanted.replace(at, 1, "::");
    }
    const auto found = std::ranges::any_of(file.lines, [&](const auto& text) {
      return text.starts_with(wanted.substr(0, wanted.size() - 2));
    });
    if (!found) complain(file, 0, "its names are not in " + wanted.substr(0, wanted.size() - 2));
  }
  for (const auto& room : rooms) {
    const fs::path list = fs::path{PROJECT_SOURCE_DIR} / room.path / "CMakeLists.txt";
    EXPECT_TRUE(fs::exists(list)) << room.path << " has no CMakeLists.txt";
  }
}

TEST(Includes, of_heavy_libraries_are_in_few_places) {
  for_each_include([](const File& file, std::size_t line, const std::string& header) {
    for (const auto& rule : header_rules) {
      const bool exact = rule.header.find('/') == std::string::npos;
      if (exact ? header != rule.header : !header.starts_with(rule.header)) continue;
      if (!file.in(rule.allowed)) complain(file, line, header + " is not included here");
      const bool kept_out =
          std::ranges::find(never_in_headers, rule.header) != never_in_headers.end();
      const bool private_header = file.in(private_headers);
      if (kept_out && file.is({".h"}) && !private_header)
        complain(file, line, header + " is not for a header");
    }
  });
}

TEST(Includes, of_pure_sources_reach_no_clock_no_dice_and_no_files) {
  for_each_include([](const File& file, std::size_t line, const std::string& header) {
    const bool impure = std::ranges::find(impure_headers, header) != impure_headers.end();
    if (impure && file.in(pure_sources)) complain(file, line, "<" + header + "> is not pure");
  });
}

TEST(Headers, begin_with_pragma_once) {
  for (const auto& file : files()) {
    if (!file.is({".h"})) continue;
    if (file.lines.empty() || file.lines.front() != "#pragma once") {
      complain(file, 0, "a header begins with #pragma once");
    }
  }
}

TEST(Files, are_short_enough_to_be_read) {
  for (const auto& file : files()) {
    if (file.in(of_any_length) || file.lines.size() <= max_lines) continue;
    complain(file, max_lines, std::to_string(file.lines.size()) + " lines are too many");
  }
}

TEST(Files, hold_no_leftovers_and_no_path_of_a_machine) {
  std::string words;
  for (const auto& word : leftovers) words += (words.empty() ? "" : "|") + word;
  const std::regex leftover{"\\b(" + words + ")\\b"};
  for (const auto& file : files()) {
    for (std::size_t line = 0; line < file.lines.size(); ++line) {
      const auto& text = file.lines[line];
      if (std::regex_search(text, leftover)) complain(file, line, "a leftover");
      if (text.find(local_path) != std::string::npos) complain(file, line, "a local path");
    }
  }
}

TEST(Files, spell_license_as_the_domain_does) {
  for (const auto& file : files()) {
    for (std::size_t line = 0; line < file.lines.size(); ++line) {
      std::string text = file.lines[line];
      std::ranges::transform(text, text.begin(),
                             [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      if (text.find(misspelled) != std::string::npos) complain(file, line, "it is spelled license");
    }
  }
}

TEST(Folders, have_a_readme_each) {
  std::vector<std::string> directories = folders;
  for (const auto& room : rooms) directories.push_back(room.path);
  for (const auto& directory : directories) {
    const fs::path readme = fs::path{PROJECT_SOURCE_DIR} / directory / "README.md";
    EXPECT_TRUE(fs::exists(readme)) << directory << " has no README.md";
  }
}

/// The type names that headers declare in a namespace, with the place of each.
std::map<std::string, std::vector<std::pair<const File*, std::size_t>>> declared_types() {
  static const std::regex declaration{
      R"(^(?:struct|class|enum class|union)\s+(?:[A-Z_]+(?:\(.*\))?\s+)?([A-Z]\w*[a-z]\w*)\b[^;<]*$|^using ([A-Z]\w*) =)"};
  std::map<std::string, std::vector<std::pair<const File*, std::size_t>>> types;
  for (const auto& file : files()) {
    if (!file.is({".h"}) || room_of(file.path) == nullptr) continue;
    for (std::size_t line = 0; line < file.lines.size(); ++line) {
      std::smatch match;
      if (!std::regex_search(file.lines[line], match, declaration)) continue;
      types[match[1].matched ? match[1] : match[2]].emplace_back(&file, line);
    }
  }
  return types;
}

TEST(TypeNames, mean_one_thing_in_the_whole_house) {
  for (const auto& [name, places] : declared_types()) {
    for (std::size_t i = 1; i < places.size(); ++i) {
      complain(*places[i].first, places[i].second,
               name + " is a type of " + places.front().first->path + " too");
    }
  }
}

/// Lines of the form: | `TypeName` | `room` | meaning |
TEST(Vocabulary, lists_types_where_they_are) {
  static const std::regex row{R"(^\| `(\w+)` \| `([\w/]+)` \|)"};
  const auto types = declared_types();
  std::size_t listed = 0;
  for (const auto& file : files()) {
    if (file.path != "docs/vocabulary.md") continue;
    for (std::size_t line = 0; line < file.lines.size(); ++line) {
      std::smatch match;
      if (!std::regex_search(file.lines[line], match, row)) continue;
      ++listed;
      const auto found = types.find(match[1]);
      if (found == types.end()) {
        complain(file, line, match[1].str() + " is not a type of the house");
      } else if (directory_of(found->second.front().first->path) != match[2].str()) {
        complain(
            file, line,
            match[1].str() + " is a type of " + directory_of(found->second.front().first->path));
      }
    }
  }
  EXPECT_GT(listed, 40U) << "docs/vocabulary.md does not list the types of the house";
}

}  // namespace
