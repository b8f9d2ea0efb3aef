/* The few atomic operations that callbacks on libzmq's threads need. */
#ifndef PYZMQ_ATOMICS_H
#define PYZMQ_ATOMICS_H

#ifdef _MSC_VER
#include <windows.h>
#define THREAD_LOCAL __declspec(thread)
typedef volatile LONG atomic_count;
#define atomic_add(where, n) (InterlockedExchangeAdd((where), (n)) + (n))
#define atomic_get(where) InterlockedCompareExchange((where), 0, 0)
#define atomic_replace_count(where, old, value) (InterlockedCompareExchange((where), (value), (old)) == (old))
#define atomic_load_pointer(where) InterlockedCompareExchangePointer((void *volatile *)(where), NULL, NULL)
#define atomic_swap(where, value) InterlockedExchangePointer((void *volatile *)(where), (value))
#define atomic_replace(where, old, value) \
    (InterlockedCompareExchangePointer((void *volatile *)(where), (value), (old)) == (old))
#else
#define THREAD_LOCAL _Thread_local
typedef long atomic_count;
#define atomic_add(where, n) __atomic_add_fetch((where), (n), __ATOMIC_SEQ_CST)
#define atomic_get(where) __atomic_load_n((where), __ATOMIC_SEQ_CST)
#define atomic_replace_count(where, old, value) __sync_bool_compare_and_swap((where), (old), (value))
#define atomic_load_pointer(where) __atomic_load_n((where), __ATOMIC_SEQ_CST)
#define atomic_swap(where, value) __atomic_exchange_n((where), (value), __ATOMIC_SEQ_CST)
#define atomic_replace(where, old, value) __sync_bool_compare_and_swap((where), (old), (value))
#endif

/* What libzmq hands from thread to thread, by means that ThreadSanitizer does not see. */
#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
#define HAND_OVER(what) __tsan_release(what)
#define TAKE_OVER(what) __tsan_acquire(what)
#else
#define HAND_OVER(what) ((void)(what))
#define TAKE_OVER(what) ((void)(what))
#endif

#endif
