/*
 * The client table: one row for each connection, which has a slot as long as a
 * worker serves it. Connections of one account may be one client: then the row
 * of the first of them, the lead, has what is the client's, until the last has
 * ended: its name, groups and identity, which is the user and the host that
 * others see, the real name, the account that it is logged in to, and whether
 * it is away. Its address, its recent rates and whether it wants events in full
 * are each connection's. Any connection stands for its client, but where a
 * client is kept or compared, its lead is. Names are found without regard to
 * ASCII case and kept as first spelled; names that look alike are found too.
 * This file owns the table, the names and the identity; the other fields belong
 * to the router's modules.
 */
#ifndef SERVER_ROUTER_MODEL_CLIENTS_H
#define SERVER_ROUTER_MODEL_CLIENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/bucket.h"
#include "base/data/rows.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "policy/cloak.h"
#include "policy/peers.h"
#include "shared/addr.h"
#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "shared/network.h"
#include "shared/str.h"

/*
 * Flags with letters, as clients send and see them: the first letter is that of
 * bit 0, and so on, in the order of ASCII. clients_flag returns the flag of
 * a letter, or 0; clients_letters the letters of the flags, in room for
 * all, or "-" for none.
 */
unsigned clients_flag(const char *letters, char letter);
struct str clients_letters(const char *letters, unsigned flags, char *room);

#define CLIENT_NONE UINT32_MAX
#define SLOT_NONE UINT32_MAX

/*
 * State of a client in one of its groups. A client has a row for each, in the
 * order of its set of groups.
 */
struct membership {
	size_t waiting; /* bytes of the group's own events, if counted */
	unsigned char roles; /* ROLE_ bits, in this group */
	unsigned char judged; /* enum code: what the masks say of it, */
	uint64_t judged_by; /* masks.changes then + 1; 0: it is not known */
	/* The ID of its join event, or a later one if it joined before there
	 * was a history. */
	uint64_t joined;
};

/* Flags that a client sets for itself (a bit mask). */
#define FLAG_LETTERS "Bi"
enum {
	FLAG_BOT = 1 << 0, /* B: it is a program */
	/* i: clients that share no group with it find it only by name. */
	FLAG_HIDDEN = 1 << 1,
	FLAG_OF_OLD = 1 << 2 /* in states of older programs; it means nothing */
};

/* Room for a client's actor (clients_actor) and its NUL, or one more flag. */
#define IDENTITY_ACTOR (LIMIT_ACTOR + 1)

/* The actor of the server's operator. */
#define IDENTITY_OPERATOR NAME_OPERATOR "!" NAME_OPERATOR "@server!*!-"

/* The limited resources that clients hold. */
enum quota {
	QUOTA_GROUPS, /* groups that it has made */
	QUOTA_KEYS, /* bytes in tables */
	QUOTA_BOXES, /* boxes that it has made */
	QUOTA_ITEMS, /* bytes of its items in boxes */
	QUOTA_MASKS, /* bytes of masks that it has set */
	QUOTAS
};

struct client {
	/* Of the connection: clients_own. */
	struct bucket lines; /* that it has said: clients_charge */
	struct bucket bytes; /* of these lines */
	struct bucket changes; /* of the client: clients_may_change */
	uint32_t origin; /* the number of its address, or user (peers.c) */
	struct peer_user peer_user; /* its user, as peers.h knows it */
	char peer[ADDR_TEXT]; /* its address, for the log */
	bool hears_all; /* of those it watches, not only that they come */
	bool is_bot; /* it had flag B before its name */
	bool ended; /* it gets nothing more */
	bool left; /* it counts for no client of its own */
	uint32_t lead; /* number + 1, if that is another row; or 0 */

	/* Of the client: clients_get. */
	struct set groups; /* groups.c's */
	struct membership *membership; /* one for each of groups, in order */
	struct set invited; /* to groups: groups.c's */
	uint64_t visit; /* see struct holder */
	size_t held[QUOTAS];
	bool named; /* table_name has its name; false: a former one, or none */
	uint8_t name_len;
	char table_name[1 + LIMIT_NAME]; /* "@" and its name */
	char user[LIMIT_USER + 1]; /* its user; empty: it has sent none */
	char host[CLOAK_ROOM]; /* empty: nobody has asked for it yet */
	char account[LIMIT_NAME + 1];
	/* Former names, for clients_find_own: its account's, and the last
	 * other one. */
	char own[LIMIT_NAME + 1];
	char before[LIMIT_NAME + 1];
	char real[LIMIT_REAL + 1];
	char actor[IDENTITY_ACTOR]; /* if actor_len is not 0 */
	uint8_t actor_len;
	uint8_t mask_len; /* length of NAME!USER@HOST in actor */
	char *away; /* in the arena, of away_len; or null */
	uint16_t away_len;
	unsigned flags; /* FLAG_ */
	uint64_t signed_on; /* clock_wall */
	uint64_t named_since; /* an event's ID; 0: not known */
	usec spoke; /* ticks_mono */
};

/*
 * The owner of a thing, such as a key, which counts for the client that made it
 * as long as both are here; all zero: nobody.
 */
struct holder {
	uint64_t visit; /* differs for each client that had the number */
	uint32_t client; /* number + 1 */
};

/* How many clients there are of each sort. */
struct clients_counts {
	size_t max; /* connections there may be; a reload sets it */
	size_t named; /* they have a name */
	size_t left; /* rows that are none: further connections, or left */
	size_t gone; /* rows of leads whose own connection has ended */
};

struct clients_counts *clients_counts(void);
size_t clients_used(void); /* connections */

/* Adds a client without a name; returns CLIENT_NONE if the limit is reached. */
uint32_t clients_new(uint32_t slot);

/* Releases a connection that has ended, or has never come in. */
void clients_release(uint32_t client);

/* Return the row of the lead, and the row of the connection; never null. */
struct client *clients_get(uint32_t client);
struct client *clients_own(uint32_t client);

/*
 * clients_lead returns the number of the client's lead. clients_after returns
 * the client's connection after that one, or CLIENT_NONE; the lead is the first
 * one, and may have no slot any more. clients_connections returns how many of
 * them have not ended.
 */
uint32_t clients_lead(uint32_t client);
uint32_t clients_after(uint32_t client);
size_t clients_connections(uint32_t client);

/* Walks over the client's connections. Its body may end none. */
#define FOR_EACH_CONNECTION(it, client)                               \
	for (uint32_t it = clients_lead(client); (it) != CLIENT_NONE; \
	     (it) = clients_after(it))

/*
 * Makes a client without a name one more connection of the other one, which has
 * less than CONNECTIONS_MAX. groups_note_form has to follow.
 */
#define CONNECTIONS_MAX 8
void clients_attach(uint32_t client, uint32_t to);

/* Returns the network that it counts for (policy/peers.h). */
struct network clients_network(uint32_t client);

/*
 * clients_rate_wait returns how long a line of that many bytes, LF included,
 * has to wait for line_rate and byte_rate; 0: it need not. clients_charge
 * charges lines that have run.
 */
usec clients_rate_wait(uint32_t client, size_t bytes);
void clients_charge(uint32_t client, uint64_t lines, size_t bytes);

/*
 * Changes that others are told of, such as of its name or a mode.
 * clients_may_change returns whether change_rate allows the client another one;
 * clients_note_change charges it for one. A client without a name tells nobody.
 */
bool clients_may_change(uint32_t client);
void clients_note_change(uint32_t client);

/*
 * The things that clients hold. clients_hold charges the client for one
 * more thing, of size count, and returns the thing's holder.
 * clients_refund refunds a thing that has gone, or that nobody is to hold
 * any more: the holder is nobody then. clients_of returns the
 * holder's client if that is still here, or CLIENT_NONE.
 */
struct holder clients_hold(uint32_t client, enum quota what, size_t count);
void clients_refund(struct holder *holder, enum quota what, size_t count);
uint32_t clients_of(struct holder holder);

/*
 * Returns whether the client may make one more group, by the limit in force.
 * Nobody holds groups of the configuration.
 */
bool clients_may_make_group(uint32_t client);

/* Returns the slot of the connection's worker, or SLOT_NONE. */
uint32_t clients_slot(uint32_t client);

/*
 * Return the name, empty for none yet, or no longer; the present or the last
 * name; and "@" and the name, as its table is called.
 */
struct str clients_name(uint32_t client);
struct str clients_last_name(uint32_t client);
struct str clients_title(uint32_t client);

/*
 * Return the client of that name, and one other than "but" whose name looks
 * like this one, or CLIENT_NONE.
 */
uint32_t clients_find(struct str name);
uint32_t clients_find_like(struct str name, uint32_t but);

/*
 * Returns the client of the account that has the name, or else one that had it
 * before, if that was the account's name or is its last other one; or
 * CLIENT_NONE.
 */
uint32_t clients_find_own(struct str account, struct str name);

/* Names or renames the client; returns false if another client has the name. */
bool clients_set_name(uint32_t client, struct str name);

/*
 * clients_changed is to be called when the user or a flag has changed: the
 * actor is made anew, and the masks of its groups look at it again.
 * clients_forget_host also has the host derived anew, when the client's
 * address or the secret of policy/cloak.h has changed.
 */
void clients_changed(uint32_t client);
void clients_forget_host(uint32_t client);

/*
 * clients_actor returns NAME!USER@HOST!ACCOUNT!FLAGS, valid until a part of it
 * changes; clients_mask returns its beginning, NAME!USER@HOST.
 */
struct str clients_actor(uint32_t client);
struct str clients_mask(uint32_t client);

/*
 * Returns the actor with one more flag, as the client's other connections get
 * it: what it has done is no answer to them.
 */
struct str clients_actor_elsewhere(uint32_t client);

/*
 * Parts of the actor. The account is empty if the client is logged in to none.
 */
struct str clients_host(uint32_t client);
struct str clients_account(uint32_t client);
void clients_set_account(uint32_t client, struct str account);

/*
 * Returns the clients logged in to the account, one by one; CLIENT_NONE: no
 * more. *cursor is IDENTITY_FIRST at first. Each may be logged out before the
 * next call.
 */
#define IDENTITY_FIRST (UINT32_MAX - 1)
uint32_t clients_next_with_account(struct str account, uint32_t *cursor);
#define FOR_EACH_OF_ACCOUNT(it, account)                                     \
	for (uint32_t it##_next = IDENTITY_FIRST,                            \
		      (it) = clients_next_with_account(account, &it##_next); \
	     (it) != CLIENT_NONE;                                            \
	     (it) = clients_next_with_account(account, &it##_next))

/* Returns the client's own words, or its name if it has set none. */
struct str clients_real(uint32_t client);

/*
 * Return and set the client's away message, on all of its connections; empty:
 * it is here. clients_set_away returns false, and changes nothing, if there is
 * no memory for the text.
 */
struct str clients_away(uint32_t client);
bool clients_set_away(uint32_t client, struct str text);

/*
 * Return and set whether the connection wants events in full; groups_note_form
 * has to follow.
 */
bool clients_wants_full(uint32_t client);
void clients_set_full(uint32_t client, bool full);

/* Returns the first client from this number on, or CLIENT_NONE. */
uint32_t clients_next(uint32_t client);

/* Walks over all clients. Its body may end the one at hand. */
#define FOR_EACH_CLIENT(number)                                          \
	for (uint32_t number = clients_next(0); (number) != CLIENT_NONE; \
	     (number) = clients_next((number) + 1))

/*
 * clients_has returns whether there is a client of that number,
 * clients_is_named whether it also has a name.
 */
bool clients_has(uint64_t number);
bool clients_is_named(uint64_t number);

/*
 * Convert a client, or nobody (CLIENT_NONE), to a number of the state and back.
 * If there is no such client with a name, clients_holder notes what is wrong.
 */
uint64_t clients_to_state(uint32_t client);
uint32_t clients_holder(struct state *state, uint64_t number, const char *what);

/*
 * Binds a loaded client to its slot: false if there is no such client, or it is
 * bound already.
 */
bool clients_bind(uint64_t number, uint32_t slot);

#endif
