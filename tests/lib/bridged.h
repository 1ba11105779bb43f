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

#define BRIDGED_MOST 10
#define BRIDGED_CLUSTER 3 /* the most nats-servers, which they share */
extern const char *const bridged_names[BRIDGED_MOST]; /* berlin ... */

struct bridged {
	const char *name;
	struct server *server;
	char address[ADDR_TEXT]; /* the server's, for one started later */
	struct shell *bridge, *nats; /* null: not running */
	unsigned port, route; /* of its nats-server */
	unsigned via; /* the port by which it reaches that; 0: the own one */
	const char *more; /* options and groups of its bridge */
	const char *history; /* lines of its server's configuration */
	bool paced; /* the test moves its server's clock */
};

/*
 * Adds lines to the configuration of servers, and sets the groups of bridges;
 * before the others, by default the group tea.
 */
void bridged_configure(const char *config, const char *groups);

/*
 * Starts that many of them, which carry the group tea, with history or without;
 * waits until all bridges know each other.
 */
struct bridged *bridged_begin(size_t count, bool history);

/* Start or kill one of the programs. */
void bridged_bridge(struct bridged *site);
void bridged_nats(struct bridged *site);
void bridged_server(struct bridged *site);
void bridged_kill(struct shell **shell);

/* Connects to the nats-server at that port as a user, also its password. */
struct conn *bridged_user(const char *port, const char *user);

#endif
