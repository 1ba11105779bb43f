/*
 * A connection to a NATS server, in its own protocol: docs.nats.io, "Client
 * Protocol". It connects to several addresses in turn, and again whenever the
 * connection is lost. Only connecting blocks, for a short time.
 */
#ifndef CLIENT_SCRIPT_BRIDGE_NATS_H
#define CLIENT_SCRIPT_BRIDGE_NATS_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"
#include "shared/str.h"

#define NATS_PAYLOAD 12288 /* the longest payload that is sent */
#define NATS_SUBJECT 320 /* the longest subject */
#define NATS_ADDRESSES 16

/*
 * Begins to connect to the addresses, [nats://][USER:PASSWORD@]HOST:PORT, which
 * must stay. came is called after each connection, to subscribe.
 */
void nats_begin(
    char *const *addresses, size_t count, const char *name, void (*came)(void));

/*
 * Returns what to poll for, and when to call nats_serve even if nothing is
 * ready. A server whose messages are not taken has to wait.
 */
struct pollfd nats_watch(usec *due);
void nats_serve(bool ready);

/* Takes the next message; false if there is none. Valid until the next call. */
bool nats_take(struct str *subject, struct str *payload);

/*
 * Subscribes; or publishes a payload of those pieces, and returns false if it
 * cannot be sent.
 */
void nats_subscribe(const char *subject);
bool nats_publish(const char *subject, const struct str *pieces, size_t count);
#define NATS_PUBLISH(subject, ...)                                  \
	nats_publish(subject, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

#endif
