/*
 * A client that asks a server's responder for its health over UDP:
 * forkcast-protocol(7), HEALTH. Every wait has a deadline; a datagram that
 * answers no request ends the test.
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
	unsigned asked; /* requests so far; the token has its number */
	char bytes[2 * RESPONDER_LEAST]; /* the last datagram received */
	size_t len;
	struct responder_answer said; /* parsed; points into bytes */
	struct health *next; /* the next of all clients */
};

/* Finds the address of the responder in the last log line about it. */
void health_address(struct server *server, char address[ADDR_TEXT]);

/* Opens a client; valid until the program exits. */
struct health *health_open(struct server *server);
struct health *health_open_at(const char *address);

/* Sends bytes as they are, as one datagram, which may be empty. */
void health_send(const struct health *health, const void *bytes, size_t len);

/* Sends a valid request and does not wait. */
void health_request(struct health *health);

/*
 * Takes a datagram that has arrived; false if there is none. It must answer one
 * of our requests.
 */
#define health_take(health) health_take_at(HERE, health)
bool health_take_at(const char *where, struct health *health);

/*
 * Sends requests until one is answered, for a datagram can be lost, and returns
 * the answer. Nothing sent before may have been answered.
 */
#define health_ask(health) health_ask_at(HERE, health)
const struct responder_answer *health_ask_at(
    const char *where, struct health *health);

/* Asks until the answer has that state. */
#define health_expect(health, state) health_expect_at(HERE, health, state)
const struct responder_answer *health_expect_at(
    const char *where, struct health *health, const char *state);

/* Asks until the answer has that number of clients. */
#define health_expect_clients(health, count) \
	health_expect_clients_at(HERE, health, count)
void health_expect_clients_at(
    const char *where, struct health *health, uint64_t count);

/* Asks until nobody listens on the port. */
#define health_expect_closed(health) health_expect_closed_at(HERE, health)
void health_expect_closed_at(const char *where, struct health *health);

/* Returns the responder's process; waits until there is one. */
#define health_responder(server) server_worker(server, "responder")

#endif
