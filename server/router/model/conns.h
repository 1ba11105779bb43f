/*
 * The connections: one row for each, with what is its own, whatever client it
 * is of. That is one without a name at first, which has the connection's number
 * and is its own; or another one later (clients_attach), whose first connection
 * has its number. The row of a connection lasts until its worker has ended; its
 * number, if it is that of a client, until the last of the client's has.
 */
#ifndef SERVER_ROUTER_MODEL_CONNS_H
#define SERVER_ROUTER_MODEL_CONNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/bucket.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "policy/peers.h"
#include "shared/addr.h"
#include "shared/clock.h"
#include "shared/network.h"

#define CONN_NONE ((conn_id) { UINT32_MAX })
#define SLOT_NONE UINT32_MAX

/* Return whether it is one, not CONN_NONE; and whether both are the same. */
static inline bool
conn_is(conn_id conn)
{
	return conn.n != UINT32_MAX;
}

static inline bool
conn_same(conn_id one, conn_id other)
{
	return one.n == other.n;
}

/* What is a connection's own. The first ones are looked at for many at once. */
struct connection {
	uint32_t slot; /* of its worker; SLOT_NONE: it has ended */
	client_id client; /* client_of; conns.c's */
	conn_id next; /* of the same client; conns.c's */
	bool full; /* it wants events in full: groups_note_form follows */
	bool hears_all; /* of those it watches, not only that they come */
	bool is_bot; /* it had flag B before its name */
	bool ended; /* it gets nothing more */
	struct bucket lines; /* that it has said: conns_charge */
	struct bucket bytes; /* of these lines */

	/* How it is connected. */
	uint32_t origin; /* the number of its address, or user (peers.c) */
	struct peer_user peer_user; /* its user, as peers.h knows it */
	char peer[ADDR_TEXT]; /* its address, for the log */
	bool secure; /* nobody on the way can read it */

	/* How far it has come without a name: self/door.c. */
	bool proxy_pending; /* its proxy has not named its address yet */
	bool needs_password; /* if the server has one */
	bool attempts; /* to log in: accounts/attempts.c */
	unsigned char wrong; /* passwords or secrets so far */
	usec denied; /* ticks_mono: when its wrong password or secret is
			refused; 0: it sent none */
	uint32_t offers; /* what it was told of them (can); 0: it asked not */
};

/*
 * conns_add adds one; CONN_NONE: there are as many as may be. conns_release
 * releases it. Only clients_new and clients_release call them.
 */
conn_id conns_add(uint32_t slot);
void conns_release(conn_id conn);

struct connection *conns_get(conn_id conn); /* never null */

/* How many there are. */
struct conns_counts {
	size_t max; /* there may be; a reload sets it */
	size_t used;
};
struct conns_counts *conns_counts(void);

/* Puts it behind the client's first connection, as one more of it. */
void conns_attach(conn_id conn, client_id client);

/*
 * Return the client's first connection, which may have no slot any more; the
 * one after that one, or CONN_NONE; and how many have not ended.
 */
static inline conn_id
conns_first(client_id client)
{
	return (conn_id) { client.n };
}
conn_id conns_after(conn_id conn);
size_t conns_count(client_id client);

/* Walks over the client's connections. Its body may end none. */
#define FOR_EACH_CONN_OF(it, client)                        \
	for (conn_id it = conns_first(client); conn_is(it); \
	     (it) = conns_after(it))

/* Returns the first connection with a slot from this number on, or CONN_NONE.
 */
conn_id conns_next(uint32_t number);

/* Walks over all of these. Its body may end the one at hand. */
#define FOR_EACH_CONN(it)                             \
	for (conn_id it = conns_next(0); conn_is(it); \
	     (it) = conns_next((it).n + 1))

uint32_t conns_slot(conn_id conn); /* or SLOT_NONE */

/* Returns the network that it counts for (policy/peers.h). */
struct network conns_network(conn_id conn);

/* Returns whether it may send a secret, as nobody reads it or all may. */
bool conns_takes_secret(conn_id conn);

/*
 * conns_rate_wait returns how long a line of that many bytes, LF included, has
 * to wait for line_rate and byte_rate; 0: it need not. conns_charge charges
 * lines that have run.
 */
usec conns_rate_wait(conn_id conn, size_t bytes);
void conns_charge(conn_id conn, uint64_t lines, size_t bytes);

/*
 * For the state: whether that number is in use, by a connection or a client
 * (conns_has), and from this one on (conns_next_row); the number of a line
 * "client NUMBER", taken; and, after all lines, who is of whom. conns_bind
 * binds a loaded one to its slot: false if there is no such, or it is bound
 * already.
 */
bool conns_has(uint64_t number);
conn_id conns_next_row(uint32_t number);
conn_id conns_load_row(struct state *state);
void conns_load_end(struct state *state);
bool conns_bind(uint64_t number, uint32_t slot);

#endif
