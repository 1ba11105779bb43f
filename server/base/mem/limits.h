/*
 * The largest sizes of the server's tables, each stated once, with its reason.
 * They bound the values that the configuration accepts.
 */
#ifndef SERVER_BASE_MEM_LIMITS_H
#define SERVER_BASE_MEM_LIMITS_H

#include "shared/clock.h"
#include "shared/limits.h"

/* Defined in builds with AddressSanitizer (gcc or clang). */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

/* The number of processes on a machine with the default pid_max. */
#define CLIENTS_MAX 32768

/* Children that serve no client. */
#define HELPERS_MAX 8

/* Slots: one for each child. */
#define SLOTS_MAX (CLIENTS_MAX + HELPERS_MAX)

/* Descriptors of the parent: two for each child, and a few more. */
#define FDS_MAX (2 * SLOTS_MAX + 256)

#define GROUPS_MAX 65536

/* Boxes, items waiting in one of them, and items and takers in total. */
#define BOXES_MAX 100
#define BOX_ITEMS_MAX 1000
#define ITEMS_MAX 131072
#define TAKERS_MAX 65536

/*
 * Holds of keys, and waits for them: in total, and of all clients from one
 * address or of one user.
 */
#define HOLDS_MAX 10000

/* The most memory for each kind of data that clients store here, in bytes. */
#define MEMORY_MAX ((size_t)1 << 30)

/* Accounts. Their file is read at once and rewritten at each change. */
#define ACCOUNTS_MAX 50000

/* The longest block of an address whose workers crash. */
#define KEPT_OUT_MAX (86400 * SEC)

#endif
