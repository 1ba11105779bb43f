/*
 * The identity of clients, beside their names: the user and the host that
 * others see, the real name, the account that they are logged in to, whether
 * they are away, and whether they want events in full. There is a row for each
 * client of clients.c (clients.h says which fields belong here).
 */
#ifndef SERVER_ROUTER_MODEL_CLIENT_IDENTITY_H
#define SERVER_ROUTER_MODEL_CLIENT_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/state.h"
#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "shared/str.h"

/* Flags that a client sets for itself (a bit mask), each with a letter. */
enum {
	FLAG_BOT = 1 << 0, /* B: it is a program */
	/* i: clients that share no group with it find it only by name. */
	FLAG_HIDDEN = 1 << 1,
	FLAG_ALARMS = 1 << 2 /* w: it wants operators' messages to all */
};

/* Room for a client's actor (identity_actor) and its NUL. */
#define IDENTITY_ACTOR (LIMIT_ACTOR + 1)

/* The actor of the server's operator. */
#define IDENTITY_OPERATOR NAME_OPERATOR "!" NAME_OPERATOR "@server!*!-"

/* Sets up a new client, or a client of a loaded state. */
void identity_new(uint32_t client);

/*
 * Forgets the host, which is derived anew, after the client's address has
 * changed.
 */
void identity_update_host(uint32_t client);

/*
 * Forgets all hosts, after the secret from which they are derived
 * (policy/cloak.h) has changed.
 */
void identity_forget_hosts(void);

/* Updates the actor after the client's name has changed. */
void identity_renamed(uint32_t client);

/*
 * identity_set_named_since notes that the client has its name since the event
 * with that ID; identity_was_named returns whether it has had the name, without
 * a break, since before that event.
 */
void identity_set_named_since(uint32_t client, uint64_t id);
bool identity_was_named(uint32_t client, uint64_t id);

/*
 * identity_actor returns NAME!USER@HOST!ACCOUNT!FLAGS, valid until a part of it
 * changes; identity_mask returns its beginning, NAME!USER@HOST.
 */
struct str identity_actor(uint32_t client);
struct str identity_mask(uint32_t client);

/*
 * Parts of the actor. The account is empty if the client is logged in to none.
 */
struct str identity_host(uint32_t client);
struct str identity_account(uint32_t client);
void identity_set_account(uint32_t client, struct str account);

/*
 * Returns the clients logged in to the account, one by one; CLIENT_NONE: no
 * more. *cursor is IDENTITY_FIRST at first. Each may be logged out before the
 * next call.
 */
#define IDENTITY_FIRST (UINT32_MAX - 1)
uint32_t identity_next_with_account(struct str account, uint32_t *cursor);

/*
 * Return and set the real name: the client's own words, or its name if it has
 * set none.
 */
struct str identity_real(uint32_t client);
void identity_set_user(uint32_t client, struct str user);
void identity_set_real(uint32_t client, struct str real);

unsigned identity_flags(uint32_t client);
void identity_set_flags(uint32_t client, unsigned flags);

/*
 * identity_letters returns the letters of the flags, or "-"; identity_flag
 * returns the flag of a letter, or 0.
 */
struct str identity_letters(unsigned flags, char room[LIMIT_FLAGS]);
unsigned identity_flag(char letter);

/*
 * Return and set the client's away message; empty: it is here.
 * identity_set_away returns false, and changes nothing, if there is no memory
 * for the text.
 */
struct str identity_away(uint32_t client);
bool identity_set_away(uint32_t client, struct str text);

/*
 * Return and set whether the client wants events in full. Set it only through
 * groups_set_client_full, which also counts such members of each group.
 */
bool identity_wants_full(uint32_t client);
void identity_set_full(uint32_t client, bool full);

/*
 * Add a client that has got an account or a name, as there may be letters for
 * it, and take the next such client, in the order of that, or CLIENT_NONE. Its
 * number may meanwhile belong to another client, or to none.
 */
void arrivals_add(uint32_t client);
uint32_t arrivals_next(void);

/* The things that the client has asked to be told of. */
struct interests {
	bool all; /* all events of those it watches, not only that they come */
	uint32_t offers; /* a number of those last sent; 0: it has not asked */
};

struct interests *identity_interests(uint32_t client); /* never null */

/*
 * identity_signed_on returns when the client signed on, in µs since 1970, and
 * identity_idle how long it has said nothing. identity_note_speech notes that
 * it speaks.
 */
uint64_t identity_signed_on(uint32_t client);
usec identity_idle(uint32_t client);
void identity_note_speech(uint32_t client);

/*
 * Save the client's identity among the lines of its client, and load one such
 * line (base/state/state.h).
 */
void identity_save(struct state *state, uint32_t client);
void identity_load(struct state *state, uint32_t client);

#endif
