#pragma once

/// Clang's thread safety annotations (`-Wthread-safety`): which mutex guards a member, and what a
/// function needs or takes. They only see a Mutex (mutex.h), not std::mutex. Other compilers see
/// nothing.
#if defined(__clang__)
#define LEDGER_THREAD_ANNOTATION(attribute) __attribute__((attribute))
#else
#define LEDGER_THREAD_ANNOTATION(attribute)
#endif

/// Of a member: read and written only while the mutex is held.
#define LEDGER_GUARDED_BY(mutex) LEDGER_THREAD_ANNOTATION(guarded_by(mutex))

/// Of a function: the caller holds the mutex, or must not hold it.
#define LEDGER_REQUIRES(...) LEDGER_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define LEDGER_EXCLUDES(...) LEDGER_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))

/// Of the members of a mutex and of its lock.
#define LEDGER_CAPABILITY(name) LEDGER_THREAD_ANNOTATION(capability(name))
#define LEDGER_SCOPED_CAPABILITY LEDGER_THREAD_ANNOTATION(scoped_lockable)
#define LEDGER_ACQUIRE(...) LEDGER_THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define LEDGER_RELEASE(...) LEDGER_THREAD_ANNOTATION(release_capability(__VA_ARGS__))
