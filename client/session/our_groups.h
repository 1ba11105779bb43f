/*
 * The groups that we are in according to the server, in the order of joining.
 * The session keeps the list up to date. The list decides what a typed line
 * means and how a message is shown.
 */
#ifndef CLIENT_SESSION_OUR_GROUPS_H
#define CLIENT_SESSION_OUR_GROUPS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/limits.h"
#include "shared/str.h"

/* The most modes that are remembered of a group. */
#define OUR_GROUPS_MODES 16

struct our_group {
	char name[LIMIT_GROUP];
	size_t len;
	size_t recency; /* the later chosen, the greater */
	char key[LIMIT_GROUP_KEY]; /* needed to join, as far as we know */
	size_t key_len;
	char modes[OUR_GROUPS_MODES]; /* letters, as far as we know */
	size_t modes_len;
	bool owned; /* it is registered, and we operate it whenever we join */
};

/* The list of groups; all zero when we are in none. */
struct our_groups {
	struct our_group *group;
	size_t count;
	size_t room;
	size_t last_recency; /* the greatest given so far */
};

/*
 * Makes the group the current one, adding it if necessary.
 */
void our_groups_choose(struct our_groups *joined, struct str group);

/* Removes a group. If it was current, the one chosen before it is current. */
void our_groups_leave(struct our_groups *joined, struct str group);

/*
 * Returns whether we are in the group, regardless of ASCII case, as the server
 * compares.
 */
bool our_groups_has(const struct our_groups *joined, struct str group);

/*
 * Stores the key that joining the group needs, if we are in it; an empty key
 * means none.
 */
void our_groups_keep_key(
    struct our_groups *joined, struct str group, struct str key);

/*
 * our_groups_set_modes notes the letters of a group's modes, or "-" for none.
 * our_groups_change_mode notes one change, such as "+m". Both do nothing if we
 * are not in the group. our_groups_modes returns the letters in the order of
 * the changes, empty if none is known; valid until a change.
 */
void our_groups_set_modes(
    struct our_groups *joined, struct str group, struct str letters);
void our_groups_change_mode(
    struct our_groups *joined, struct str group, struct str change);
struct str our_groups_modes(const struct our_groups *joined, struct str group);

/* Returns group i in the order of joining; valid until a change. */
struct str our_groups_at(const struct our_groups *joined, size_t i);

/*
 * Returns the key of group i, or an empty string if none is known; valid until
 * a change.
 */
struct str our_groups_key_at(const struct our_groups *joined, size_t i);

/* Returns the index of the current group, or 0 if there is none. */
size_t our_groups_current_index(const struct our_groups *joined);

/*
 * Returns the current group, or an empty string if there is none. Valid until a
 * change.
 */
struct str our_groups_current(const struct our_groups *joined);

void our_groups_free(struct our_groups *joined);

/* Note and return whether the group is registered for our account. */
void our_groups_own(struct our_groups *joined, struct str group, bool owned);
bool our_groups_is_owned(const struct our_groups *joined, struct str group);

#endif
