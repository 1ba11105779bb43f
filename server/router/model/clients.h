/*
 * Who is here: a client for each person or program that talks, with its name,
 * its address, its groups and how fast it has been. It is a slot's as long as a
 * worker serves it, but it is no slot: names and memberships are by clients.
 * Names are found without regard to ASCII case and kept as first spelled;
 * clients whose names look like a name are found as well. This file owns the
 * table and the names; the other fields are those of the router's modules.
 */
#ifndef SERVER_ROUTER_MODEL_CLIENTS_H
#define SERVER_ROUTER_MODEL_CLIENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/set.h"
#include "base/mem/limits.h"
#include "base/state/state.h"
#include "policy/users.h"
#include "router/queue/throttle.h"
#include "shared/addr.h"
#include "shared/limits.h"
#include "shared/network.h"
#include "shared/str.h"

#define CLIENT_NONE UINT32_MAX
#define SLOT_NONE UINT32_MAX

struct membership;

struct client {
	uint32_t seen; /* the last event of a sharer that went to it */
	struct set groups; /* groups.c's */
	struct membership *membership; /* one for each of these, in order */
	struct throttle throttle; /* what it has done lately */
	uint32_t cursor; /* where a long list goes on */
	uint32_t listed; /* how many it has shown */
	uint32_t origin; /* its address: a number of peers.c */
	struct whose whose; /* what users.h knows of it */
	bool proxy_pending; /* its proxy has not said yet whose it is */
	bool needs_password; /* if there is one */
	bool secure; /* nobody on the way can read along */
	bool denied; /* a password of its is still to be answered */
	unsigned char wrong; /* passwords it has said */
	bool named; /* the name is its; else it was, or there is none */
	bool left; /* it is to be released */
	uint8_t name_len;
	char called[1 + LIMIT_NAME]; /* "@", and its name */
	char peer[ADDR_TEXT]; /* where it comes from, for the log */
};

/* How many there may be, at most CLIENTS_MAX; may change on a reload. */
void clients_limit(size_t max);
size_t clients_max(void);
size_t clients_used(void);

/* How many of them have a name, and had one at a time; so many had before. */
size_t clients_named(void);
size_t clients_most(void);
void clients_set_most(size_t most);

/* A new one, without a name; CLIENT_NONE where there are as many as may be. */
uint32_t clients_take(uint32_t slot);

/* It is in no group, and has no name any more. */
void clients_release(uint32_t client);

struct client *clients_get(uint32_t client); /* never null */

/* The place it counts as where addresses are counted (policy/origins.h). */
struct network clients_network(uint32_t client);

/* The slot of its worker; or SLOT_NONE. */
uint32_t clients_slot(uint32_t client);

/* Empty: none yet, or none any more; and the one it has or has had last. */
struct str clients_name(uint32_t client);
struct str clients_last_name(uint32_t client);

/* "@" and its name, which is what its table is called. */
struct str clients_title(uint32_t client);

uint32_t clients_find(struct str name); /* or CLIENT_NONE */

/* One that it could be taken for, but for that one; or CLIENT_NONE. */
uint32_t clients_find_like(struct str name, uint32_t but);

/* False: another has it. */
bool clients_set_name(uint32_t client, struct str name);
void clients_drop_name(uint32_t client);

/* It has left, with its name: nobody meets it any more; and how many have. */
void clients_leave(uint32_t client);
size_t clients_left(void);

/* The first that is there and not less; or CLIENT_NONE. */
uint32_t clients_next(uint32_t client);

/* Is there a client of that number; and does it have a name? */
bool clients_has(uint64_t number);
bool clients_is_named(uint64_t number);

/*
 * A client, or nobody (CLIENT_NONE), as a number of the state, and back: false
 * if that is nobody who has a name.
 */
uint64_t clients_to_state(uint32_t client);
bool clients_from_state(uint64_t number, uint32_t *client);

/*
 * The same of who holds a row: what it holds is kept without it where it is not
 * there, which is wrong, as a sentence's end.
 */
uint32_t clients_holder(struct state *state, uint64_t number, const char *what);

/*
 * The client whose number is the value of a state's line: CLIENT_NONE, and
 * noted, if there is none, or none with a name.
 */
uint32_t clients_read(struct state *state);
uint32_t clients_read_named(struct state *state);

/*
 * What of one goes to the next program (base/state/state.h), and back: the line
 * with its number, whose client is then there, or CLIENT_NONE, and noted; and
 * one behind it. The addresses are there first. Then each is to be bound to its
 * slot: false if there is none, or it is bound; clients_unbound is the first,
 * from that number on, that has none. clients_state.c has the rest.
 */
void clients_save(struct state *state, uint32_t client);
uint32_t clients_claim(struct state *state);
void clients_load(struct state *state, uint32_t client);
bool clients_bind(uint64_t number, uint32_t slot);
uint32_t clients_unbound(uint32_t client);

#endif
