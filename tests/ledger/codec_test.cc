#include "ledger/codec.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <rapidcheck/gtest.h>

#include "tests/support/arbitrary_events.h"
#include "tests/support/example_events.h"

namespace {

using namespace ledger;
using tests::arbitrary_event;
using tests::example_events;
using tests::identical;

using Bytes = std::vector<std::uint8_t>;

constexpr Salt salt{0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07,
                    0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f};

Bytes record_of(const RecordedEvent& event, const Salt& with = salt) {
  RecordEncoder encoder;
  const auto bytes = encoder.encode(event, with);
  return {bytes.begin(), bytes.end()};
}

RecordedEvent example(EventType type) {
  return example_events().at(static_cast<std::size_t>(type));
}

bool is_corrupt(std::span<const std::uint8_t> bytes) {
  const auto event = decode(bytes);
  return event.has_error() && event.error().kind == FailureKind::corrupt;
}

bool is_corrupt_with(EventData data) {
  auto event = example(EventType::license_registered);
  event.data = std::move(data);
  return is_corrupt(record_of(event));
}
/// With a number past the end of its list.
template <class Data, class Base, Named E>
bool is_corrupt_with(E Base::*member) {
  Data data;
  data.*member = static_cast<E>(Names<E>::list.size());
  return is_corrupt_with(data);
}

TEST(ExampleEvents, have_one_of_each_type) {
  const auto events = example_events();
  ASSERT_EQ(events.size(), event_type_count);
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].type(), event_types()[i].type) << event_types()[i].name;
  }
}

TEST(Record, reads_back_as_the_event_it_was_written_from) {
  for (const auto& event : example_events()) {
    const auto read = decode(record_of(event));
    ASSERT_TRUE(read.has_value()) << name_of(event.type()) << ": " << read.error().detail;
    EXPECT_TRUE(identical(*read, event)) << name_of(event.type());
  }
}

RC_GTEST_PROP(Record, reads_back_whatever_its_event_says, ()) {
  for (const auto& traits : event_types()) {
    const auto event = *arbitrary_event(traits.type);
    const auto read = decode(record_of(event));
    RC_ASSERT(read.has_value());
    RC_ASSERT(identical(*read, event));
  }
}

TEST(Record, distinguishes_a_time_the_sender_gave_from_one_the_ledger_chose) {
  auto event = example(EventType::payment_received);
  event.time = event.effective_at;
  EXPECT_EQ(decode(record_of(event))->time, event.effective_at);
  event.time = std::nullopt;
  EXPECT_EQ(decode(record_of(event))->time, std::nullopt);
}

TEST(Record, distinguishes_absent_from_empty) {
  ActivationBlocked blocked;
  auto& reason = blocked.reasons.emplace_back();
  auto event = example(EventType::activation_blocked);
  event.data = blocked;
  EXPECT_TRUE(identical(*decode(record_of(event)), event));

  blocked.number = LicenseNumber{};
  reason.covered = "";
  reason.total = 0;
  reason.overdue = false;
  event.data = blocked;
  EXPECT_TRUE(identical(*decode(record_of(event)), event));
}

TEST(Record, holds_its_salt_outside_the_event) {
  Salt other = salt;
  other.back() ^= 1;
  const auto event = example(EventType::seat_assigned);
  EXPECT_NE(record_of(event), record_of(event, other));
  EXPECT_TRUE(identical(*decode(record_of(event, other)), event));
}

TEST(Record, does_not_depend_on_earlier_records_of_its_encoder) {
  RecordEncoder encoder;
  for (int round = 0; round < 2; ++round) {
    for (const auto& event : example_events()) {
      const auto bytes = encoder.encode(event, salt);
      EXPECT_EQ(Bytes(bytes.begin(), bytes.end()), record_of(event)) << name_of(event.type());
    }
  }
}

TEST(Record, may_be_at_any_address) {
  const auto event = example(EventType::activation_blocked);
  const auto bytes = record_of(event);
  for (std::size_t offset = 0; offset < 8; ++offset) {
    Bytes moved(offset);
    moved.insert(moved.end(), bytes.begin(), bytes.end());
    const auto read = decode(std::span{moved}.subspan(offset));
    ASSERT_TRUE(read.has_value()) << offset;
    EXPECT_TRUE(identical(*read, event)) << offset;
  }
}

TEST(Record, is_corrupt_when_its_last_bytes_are_missing) {
  for (const auto& event : example_events()) {
    const auto bytes = record_of(event);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_TRUE(is_corrupt(std::span{bytes}.first(size))) << name_of(event.type()) << ' ' << size;
    }
  }
}

TEST(Record, is_corrupt_or_another_event_when_a_byte_is_altered) {
  for (const auto& event : example_events()) {
    auto bytes = record_of(event);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      for (const auto mask : {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff}) {
        const auto kept = std::exchange(bytes[i], static_cast<std::uint8_t>(bytes[i] ^ mask));
        if (const auto read = decode(bytes)) {
          const auto again = decode(record_of(*read));
          ASSERT_TRUE(again.has_value()) << name_of(event.type()) << ' ' << i << ' ' << mask;
          EXPECT_TRUE(identical(*again, *read)) << name_of(event.type()) << ' ' << i << ' ' << mask;
        } else {
          EXPECT_EQ(read.error().kind, FailureKind::corrupt);
        }
        bytes[i] = kept;
      }
    }
  }
}

TEST(Record, is_corrupt_when_a_number_is_outside_its_list) {
  EXPECT_TRUE(is_corrupt_with<ModuleDefined>(&ModuleDefined::type));
  EXPECT_TRUE(is_corrupt_with<PaymentReversed>(&PaymentReversed::kind));
  EXPECT_TRUE(is_corrupt_with<InstallationKindChanged>(&InstallationKindChanged::kind));
  EXPECT_TRUE(is_corrupt_with<ServiceRequestOpened>(&ServiceRequest::status));
  EXPECT_TRUE(is_corrupt_with<ServiceRequestUpdated>(&ServiceRequest::status));
  EXPECT_TRUE(is_corrupt_with<ServiceRequestClosed>(&ServiceRequest::status));
  EXPECT_TRUE(is_corrupt_with<InstallationBound>(&InstallationBound::kind));
  EXPECT_TRUE(is_corrupt_with<InstallationBound>(&InstallationBound::deployment));
  EXPECT_TRUE(is_corrupt_with<LicenseActivated>(&LicenseActivated::mode));
  EXPECT_TRUE(is_corrupt_with<ActivationBlocked>(&ActivationBlocked::mode));
  EXPECT_TRUE(is_corrupt_with<SeatAssigned>(&SeatHolder::user_type));
  EXPECT_TRUE(is_corrupt_with<SeatAssignmentRefused>(&SeatHolder::user_type));
  EXPECT_TRUE(is_corrupt_with<SeatRemoved>(&SeatHolder::user_type));
}

TEST(Record, is_corrupt_when_a_number_in_an_element_is_outside_its_list) {
  InstallationReleased released;
  released.seats.emplace_back().user_type = UserType{255};
  EXPECT_TRUE(is_corrupt_with(released));

  SeatRemovalRefused refused;
  auto& reason = refused.reasons.emplace_back();
  EXPECT_FALSE(is_corrupt_with(refused));
  reason.code = static_cast<ReasonCode>(Names<ReasonCode>::list.size());
  EXPECT_TRUE(is_corrupt_with(refused));
  reason.code = {};
  reason.evidence.emplace_back().type = static_cast<EventType>(event_type_count);
  EXPECT_TRUE(is_corrupt_with(refused));
}

TEST(Record, is_encoded_even_if_too_long_to_be_stored) {
  auto event = example(EventType::pending_held);
  event.data = PendingHeld{{2}, std::string(max_record_bytes, 'x')};
  const auto bytes = record_of(event);
  EXPECT_GT(bytes.size(), max_record_bytes);
  EXPECT_TRUE(is_corrupt(bytes));
}

TEST(Record, is_read_up_to_the_longest_that_can_be_stored) {
  auto event = example(EventType::activation_blocked);
  ActivationBlocked blocked;
  blocked.reasons.emplace_back().evidence.resize(1'800, Evidence{{1}, "INV-7", {}});
  event.data = blocked;
  const auto bytes = record_of(event);
  EXPECT_LE(bytes.size(), max_record_bytes);
  EXPECT_TRUE(identical(*decode(bytes), event));
}

/// The records of the releases so far, one file for each type. LEDGER_WRITE_GOLDEN=1 writes them
/// again: for a new type, or before the first release.
TEST(ReleasedRecord, is_read_and_written_as_when_it_was_released) {
  const bool write = std::getenv("LEDGER_WRITE_GOLDEN") != nullptr;
  for (const auto& event : example_events()) {
    const auto file = std::filesystem::path{LEDGER_TEST_DATA} / "records" /
                      (std::string{name_of(event.type())} + ".bin");
    if (write) {
      const auto bytes = record_of(event);
      std::ofstream{file, std::ios::binary}.write(reinterpret_cast<const char*>(bytes.data()),
                                                  static_cast<std::streamsize>(bytes.size()));
    }
    std::ifstream in{file, std::ios::binary};
    ASSERT_TRUE(in) << "no released record: " << file;
    const Bytes released{std::istreambuf_iterator<char>{in}, {}};
    const auto read = decode(released);
    ASSERT_TRUE(read.has_value()) << file << ": " << read.error().detail;
    EXPECT_TRUE(identical(*read, event)) << file;
    EXPECT_EQ(record_of(*read), released) << file;
  }
}

}  // namespace
