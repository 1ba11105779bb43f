/*
 * Read markers: the ID of the last event that somebody has seen in a group, or
 * in its conversation with another client. A marker belongs to the account that
 * the client is logged in to, whoever is connected, or else to the connection.
 * Only the account's other connections are told of it.
 */
#ifndef SERVER_ROUTER_PEOPLE_READ_MARKER_H
#define SERVER_ROUTER_PEOPLE_READ_MARKER_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/grammar.h"

/* Most markers of one owner, and of all. */
#define READ_MARKER_OF_ONE 200
#define READ_MARKER_MAX ((size_t)65536)

/* Forgets the markers of an account that was removed. */
void read_marker_forget(struct str account);

#endif
