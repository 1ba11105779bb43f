/*
 * A client that asks a server's responder for its health over UDP:
 * forkcast-protocol(7), HEALTH. Every wait has a deadline; a datagram that was
 * not asked for ends the test.
 */
#ifndef TESTS_LIB_HEALTH_H
#define TESTS_LIB_HEALTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server.h"
#include "shared/addr.h"
#include "shared/responder.h"

/* The configuration of a server that answers health checks. */
#define HEALTH_CONFIG "responder 127.0.0.1:0\n"

struct health {
	int fd; /* connected: the system says if nobody has the port */
	unsigned asked; /* requests until now; a token has the number of its */
	char bytes[2 * RESPONDER_LEAST]; /* the datagram that came last */
	size_t len;
	struct responder_answer said; /* the same; its words lie in bytes */
	struct health *next; /* in the list of all */
};

/* Finds the address where the server answers, by its last log line about it. */
void health_address(struct server *server, char address[ADDR_TEXT]);

/* Valid until the program exits. */
struct health *health_open(struct server *server);
struct health *health_open_at(const char *address);

/* Sends bytes as they are, as one datagram; there may be none. */
void health_send(const struct health *health, const void *bytes, size_t len);

/* Sends a good request, and waits for nothing. */
void health_request(struct health *health);

/*
 * Takes a datagram that is there: false if there is none. It must be an answer
 * to one of our requests.
 */
#define health_take(health) health_take_at(HERE, health)
bool health_take_at(const char *where, struct health *health);

/*
 * Asks until there is an answer to just that, for a datagram can be lost, and
 * returns it. Whatever was sent before must have got none.
 */
#define health_ask(health) health_ask_at(HERE, health)
const struct responder_answer *health_ask_at(
    const char *where, struct health *health);

/* Asks until that state is said. */
#define health_expect(health, state) health_expect_at(HERE, health, state)
const struct responder_answer *health_expect_at(
    const char *where, struct health *health, const char *state);

/* Asks until the answer has that number of clients. */
#define health_expect_clients(health, count) \
	health_expect_clients_at(HERE, health, count)
void health_expect_clients_at(
    const char *where, struct health *health, uint64_t count);

/* Asks until nobody has the port any more. */
#define health_expect_closed(health) health_expect_closed_at(HERE, health)
void health_expect_closed_at(const char *where, struct health *health);

/* Holds a port of 127.0.0.1 at which nobody answers; the descriptor. */
int health_hold(char address[ADDR_TEXT]);

/* The process that answers; waited for if there is none yet. */
#define health_responder(server) server_worker(server, "responder")

#endif
