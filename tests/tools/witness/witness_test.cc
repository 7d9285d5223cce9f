#include "tools/witness/witness.h"

#include <atomic>
#include <filesystem>
#include <gtest/gtest.h>
#include <thread>

#include "ledger/files.h"
#include "tests/support/temporary_directory.h"
#include "tests/tools/witness/witness_log.h"

namespace tests {
namespace {

using tools::witness::Witness;
using tools::witness::WitnessReply;

constexpr std::uint64_t noon_s = 1'790'000'000;

class AWitness : public testing::Test {
 protected:
  AWitness() { open(); }

  void open() {
    witness_.reset();
    auto opened = Witness::open(options());
    ASSERT_TRUE(opened.has_value()) << opened.error().detail;
    witness_ = std::move(*opened);
  }
  tools::witness::WitnessOptions options() const {
    return {.directory = directory_.path() + "/w", .name = "w.example/1", .logs = {log_.key()}};
  }
  WitnessReply submit(const WitnessLog& log, std::uint64_t old_size, std::uint64_t size) {
    return witness_->add_checkpoint(log.submission(old_size, size), noon_s);
  }
  /// The file with the checkpoint last cosigned.
  std::string state() const {
    for (const auto& entry : std::filesystem::directory_iterator{options().directory}) {
      if (entry.path().extension() == ".cosigned") return entry.path();
    }
    return {};
  }

  TemporaryDirectory directory_;
  WitnessLog log_{40};
  WitnessLog fork_{40, 3, "fork"};
  std::unique_ptr<Witness> witness_;
};

TEST_F(AWitness, returns_a_cosignature_that_verifies_and_states_its_time) {
  const WitnessReply reply = submit(log_, 0, 5);
  ASSERT_EQ(reply.status, 200) << reply.body;
  const auto lines = ledger::proof::parse_signatures(reply.body);
  ASSERT_TRUE(lines.has_value());
  ASSERT_EQ(lines->size(), 1U);
  ledger::proof::Note note = log_.checkpoint(5).note;
  note.signatures.push_back(lines->front());
  EXPECT_EQ(ledger::proof::cosigned_at(note, witness_->key()), noon_s);
  EXPECT_EQ(witness_->key().vkey() + "\n",
            ledger::read_file(options().directory + "/witness.vkey").value_or(""));
  note.text = log_.checkpoint(6).note.text;
  EXPECT_FALSE(ledger::proof::cosigned_at(note, witness_->key()).has_value());
}

TEST_F(AWitness, follows_a_growing_log_but_no_second_history) {
  EXPECT_EQ(submit(log_, 0, 5).status, 200);
  EXPECT_EQ(submit(fork_, 5, 5).status, 409);
  EXPECT_EQ(submit(fork_, 5, 9).status, 422);
  EXPECT_EQ(submit(fork_, 0, 9).body, "5\n");
  EXPECT_EQ(submit(log_, 5, 9).status, 200);
  EXPECT_EQ(submit(log_, 5, 9).body, "9\n");
  EXPECT_EQ(submit(log_, 9, 9).status, 200) << "a repeated submission is cosigned again";
  EXPECT_EQ(submit(log_, 9, 8).status, 400);
}

TEST_F(AWitness, remembers_after_a_restart_what_it_cosigned) {
  ASSERT_EQ(submit(log_, 0, 5).status, 200);
  const auto key = witness_->key();
  open();
  EXPECT_EQ(witness_->key(), key);
  EXPECT_EQ(submit(log_, 0, 9).body, "5\n");
  EXPECT_EQ(submit(fork_, 5, 9).status, 422);
  EXPECT_EQ(submit(log_, 5, 9).status, 200);
}

TEST_F(AWitness, keeps_its_key_private) {
  namespace fs = std::filesystem;
  const auto permissions = fs::status(options().directory + "/witness.key").permissions();
  EXPECT_EQ(permissions, fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(AWitness, does_not_open_with_another_name) {
  auto other = options();
  other.name = "w.example/2";
  EXPECT_FALSE(Witness::open(other).has_value());
  other.name = "w example";
  EXPECT_FALSE(Witness::open(other).has_value());
}

TEST_F(AWitness, cosigns_nothing_if_it_cannot_read_what_it_cosigned) {
  ASSERT_EQ(submit(log_, 0, 5).status, 200);
  const std::string path = state();
  const std::string before = ledger::read_file(path).value_or("");
  for (const std::string& altered :
       {std::string{}, before.substr(0, before.size() / 2),
        log_.checkpoint(5).to_text(),  // signed by the log, not by the witness
        std::string{before}.replace(before.find("\n5\n"), 3, "\n4\n")}) {
    ASSERT_TRUE(ledger::write_private_file(path, altered).has_value());
    EXPECT_EQ(submit(log_, 5, 9).status, 500);
    EXPECT_EQ(submit(log_, 0, 9).status, 500);
    EXPECT_FALSE(Witness::open(options()).has_value());
  }
  ASSERT_TRUE(ledger::write_private_file(path, before).has_value());
  EXPECT_EQ(submit(log_, 5, 9).status, 200);
}

TEST_F(AWitness, returns_no_cosignature_that_it_cannot_store) {
  ASSERT_EQ(submit(log_, 0, 5).status, 200);
  // With a directory in its place, the draft cannot be written, not even by root.
  std::filesystem::create_directory(state() + ".new");
  const WitnessReply reply = submit(log_, 5, 9);
  EXPECT_EQ(reply.status, 500);
  EXPECT_FALSE(ledger::proof::parse_signatures(reply.body).has_value());
  std::filesystem::remove(state() + ".new");
  EXPECT_EQ(submit(log_, 0, 9).body, "5\n");
}

/// Repeated, so that some of the submissions really overlap.
TEST_F(AWitness, cosigns_only_one_of_many_concurrent_histories) {
  const auto second =
      Witness::open(options());  // like another process, as far as files are concerned
  ASSERT_TRUE(second.has_value());
  constexpr std::uint64_t last = 20;
  for (std::uint64_t size = 3; size < last; ++size) {
    // All extend the cosigned checkpoint, each in its own way.
    const WitnessLog common{last, 1000, {}};
    std::vector<std::string> bodies;
    for (int i = 0; i < 6; ++i) {
      bodies.push_back(WitnessLog{size + 1, size, fmt::format("{}", i)}.submission(size, size + 1));
    }
    if (size == 3) {
      ASSERT_EQ(submit(common, 0, 3).status, 200);
    }
    std::atomic<int> cosigned{0};
    std::atomic<bool> go{false};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < bodies.size(); ++i) {
      threads.emplace_back([&, i] {
        while (!go) std::this_thread::yield();
        Witness& witness = i % 2 == 0 ? *witness_ : **second;
        if (witness.add_checkpoint(bodies[i], noon_s).status == 200) ++cosigned;
      });
    }
    go = true;
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(cosigned, 1) << "from " << size;
    // Start over with the common history, one event longer.
    std::filesystem::remove(state());
    ASSERT_EQ(submit(common, 0, size + 1).status, 200);
  }
}

}  // namespace
}  // namespace tests
