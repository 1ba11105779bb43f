/*
 * The clients: one row for each, which has the number of its first connection
 * (conns.h), until the last one has ended: its name, groups and identity, which
 * is the user and the host that others see, the real name, the account that it
 * is logged in to, and whether it is away. Names are found without regard to
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
#include "base/state/module.h"
#include "policy/cloak.h"
#include "router/model/conns.h"
#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "shared/str.h"

#define CLIENT_NONE ((client_id) { UINT32_MAX })

/* Return whether it is one, not CLIENT_NONE; and whether both are the same. */
static inline bool
client_is(client_id client)
{
	return client.n != UINT32_MAX;
}

static inline bool
client_same(client_id one, client_id other)
{
	return one.n == other.n;
}

/* Returns whose connection it is: nothing else leads from one to the other. */
client_id client_of(conn_id conn);

/*
 * Flags with letters, as clients send and see them: the first letter is that of
 * bit 0, and so on, in the order of ASCII. clients_flag returns the flag of
 * a letter, or 0; clients_letters the letters of the flags, in room for
 * all, or "-" for none.
 */
unsigned clients_flag(const char *letters, char letter);
struct str clients_letters(const char *letters, unsigned flags, char *room);

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
	struct bucket changes; /* clients_may_change */
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

/* How many there are. */
struct clients_counts {
	size_t here; /* that have not left */
	size_t named; /* of those: they have a name */
};
const struct clients_counts *clients_counts(void);

/*
 * Adds a connection, and a client for it without a name; CONN_NONE if the limit
 * is reached.
 */
conn_id clients_new(uint32_t slot);

/* Releases a connection that has ended, or has never come in. */
void clients_release(conn_id conn);

struct client *clients_get(client_id client); /* never null */

/*
 * Makes the connection of a client without a name one more of the other client,
 * which has less than CONNECTIONS_MAX. groups_note_form has to follow.
 */
#define CONNECTIONS_MAX 8
void clients_attach(conn_id conn, client_id to);

/*
 * Changes that others are told of, such as of its name or a mode.
 * clients_may_change returns whether change_rate allows the client another one;
 * clients_note_change charges it for one. A client without a name tells nobody.
 */
bool clients_may_change(client_id client);
void clients_note_change(client_id client);

/*
 * The things that clients hold. clients_hold charges the client for one
 * more thing, of size count, and returns the thing's holder.
 * clients_refund refunds a thing that has gone, or that nobody is to hold
 * any more: the holder is nobody then. clients_of returns the
 * holder's client if that is still here, or CLIENT_NONE.
 */
struct holder clients_hold(client_id client, enum quota what, size_t count);
void clients_refund(struct holder *holder, enum quota what, size_t count);
client_id clients_of(struct holder holder);

/*
 * Returns whether the client may make one more group, by the limit in force.
 * Nobody holds groups of the configuration.
 */
bool clients_may_make_group(client_id client);

/*
 * Return the name, empty for none yet, or no longer; the present or the last
 * name; and "@" and the name, the target of a message.
 */
struct str clients_name(client_id client);
struct str clients_last_name(client_id client);
struct str clients_title(client_id client);

/*
 * Return the client of that name, and one other than "but" whose name looks
 * like this one, or CLIENT_NONE.
 */
client_id clients_find(struct str name);
client_id clients_find_like(struct str name, client_id but);

/*
 * Returns the client of the account that has the name, or else one that had it
 * before, if that was the account's name or is its last other one; or
 * CLIENT_NONE.
 */
client_id clients_find_own(struct str account, struct str name);

/* Names or renames the client; returns false if another client has the name. */
bool clients_set_name(client_id client, struct str name);

/*
 * clients_changed is to be called when the user or a flag has changed: the
 * actor is made anew, and the masks of its groups look at it again.
 * clients_forget_host also has the host derived anew, when the client's
 * address or the secret of policy/cloak.h has changed.
 */
void clients_changed(client_id client);
void clients_forget_host(client_id client);

/*
 * clients_actor returns NAME!USER@HOST!ACCOUNT!FLAGS, valid until a part of it
 * changes; clients_mask returns its beginning, NAME!USER@HOST.
 */
struct str clients_actor(client_id client);
struct str clients_mask(client_id client);

/*
 * Returns the actor with one more flag, as the client's other connections get
 * it: what it has done is no answer to them.
 */
struct str clients_actor_elsewhere(client_id client);

/*
 * Parts of the actor. The account is empty if the client is logged in to none.
 */
struct str clients_host(client_id client);
struct str clients_account(client_id client);
void clients_set_account(client_id client, struct str account);

/*
 * Returns the clients logged in to the account, one by one; CLIENT_NONE: no
 * more. cursor->n is IDENTITY_FIRST at first. Each may be logged out before the
 * next call.
 */
#define IDENTITY_FIRST (UINT32_MAX - 1)
client_id clients_next_with_account(struct str account, client_id *cursor);
#define FOR_EACH_OF_ACCOUNT(it, account)                                      \
	for (client_id it##_next = { IDENTITY_FIRST },                        \
		       (it) = clients_next_with_account(account, &it##_next); \
	     client_is(it);                                                   \
	     (it) = clients_next_with_account(account, &it##_next))

/* Returns the client's own words, or its name if it has set none. */
struct str clients_real(client_id client);

/*
 * Return and set the client's away message, on all of its connections; empty:
 * it is here. clients_set_away returns false, and changes nothing, if there is
 * no memory for the text.
 */
struct str clients_away(client_id client);
bool clients_set_away(client_id client, struct str text);

/* Returns the first client from this number on, or CLIENT_NONE. */
client_id clients_next(uint32_t number);

/* Walks over all clients. Its body may end the one at hand. */
#define FOR_EACH_CLIENT(it)                                 \
	for (client_id it = clients_next(0); client_is(it); \
	     (it) = clients_next((it).n + 1))

/* Returns the client at that place of a set of clients. */
static inline client_id
clients_at(const struct set *clients, size_t at)
{
	return (client_id) { clients->at[at] };
}

/* Returns the client of that number, if it has a name, or CLIENT_NONE. */
client_id clients_named(uint64_t number);

/*
 * Convert a client, or nobody (CLIENT_NONE), to a number of the state and back.
 * If there is no such client with a name, clients_holder notes what is wrong.
 */
uint64_t clients_to_state(client_id client);
client_id clients_holder(
    struct state *state, uint64_t number, const char *what);

#endif
