/*
 * The conditions on a key for which get -w waits. A condition is about the
 * present state of the key alone, so it holds no matter when it became true:
 * before the command asked, or later. Data only; no input or output.
 */
#ifndef CLIENT_SCRIPT_KEY_WAIT_H
#define CLIENT_SCRIPT_KEY_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

struct key_wait {
	enum {
		KEY_WAIT_CHANGE, /* the next change, whatever the key is now */
		KEY_WAIT_ID, /* -i: a last change other than id */
		KEY_WAIT_VALUE, /* -e */
		KEY_WAIT_NUMBER, /* -g: that number or a greater one */
		KEY_WAIT_GONE /* -z */
	} kind;
	uint64_t id; /* 0: the key does not exist */
	struct str value;
	int64_t number;
};

/* A key's state; without a key, id and value are empty. */
struct key_state {
	bool is_there;
	struct str id; /* of its last change */
	struct str value;
};

enum key_verdict {
	KEY_WAITS,
	KEY_IS_SO, /* the wait is over */
	KEY_IS_GONE /* the wait is over, in vain */
};

/*
 * Sets the condition of an option's letter, e, g, i or z. Returns null, or what
 * is wrong with the argument, which must stay valid.
 */
const char *key_wait_set(struct key_wait *wait, int letter, const char *value);

/* Judges the present state; without a condition the wait goes on. */
enum key_verdict key_wait_judge(
    const struct key_wait *wait, const struct key_state *now);

/* Judges the state after a change; without a condition the wait is over. */
enum key_verdict key_wait_judge_change(
    const struct key_wait *wait, const struct key_state *now);

#endif
