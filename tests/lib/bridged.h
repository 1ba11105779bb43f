/*
 * Servers with their bridges and nats-servers: Debian's nats-server, without
 * which a test is skipped. The nats-servers are a cluster, and let each user
 * say and hear what the recipe of forkcast-bridge(1) lets it.
 */
#ifndef TESTS_LIB_BRIDGED_H
#define TESTS_LIB_BRIDGED_H

#include <stdbool.h>
#include <stddef.h>

#include "conn.h"
#include "server.h"
#include "shell.h"

#define BRIDGED_MOST 4
extern const char *const bridged_names[BRIDGED_MOST]; /* berlin ... */

struct bridged {
	const char *name;
	struct server *server;
	char address[ADDR_TEXT]; /* the server's, for one started later */
	struct shell *bridge, *nats; /* null: not running */
	unsigned port, route; /* of its nats-server */
	const char *config; /* lines of its server's configuration */
	bool paced; /* the test moves its server's clock */
};

/*
 * Starts that many of them, with these lines for the servers, and these options
 * and groups for the bridges; waits until all bridges know each other.
 */
struct bridged *bridged_begin(
    size_t count, const char *config, const char *groups);

/* Start or kill one of the programs. */
void bridged_bridge(struct bridged *site);
void bridged_nats(struct bridged *site);
void bridged_server(struct bridged *site);
void bridged_kill(struct shell **shell);

/* Connects to the nats-server at that port as a user, also its password. */
struct conn *bridged_user(const char *port, const char *user);

#endif
