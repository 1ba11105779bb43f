/*
 * How far somebody has read: of a group, or of what is told between it and
 * another client, the ID of the last event that it has seen. It is kept for the
 * account that the client is logged in to, whoever is connected, or else for
 * the connection. The account's other connections are told, and nobody else.
 * Used by disconnect.c and accounts.c; commands.c calls the handler.
 */
#ifndef SERVER_ROUTER_VERBS_PEOPLE_READ_MARKER_H
#define SERVER_ROUTER_VERBS_PEOPLE_READ_MARKER_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/grammar.h"

/* What is kept for one, and for all. */
#define READ_MARKER_OF_ONE 200
#define READ_MARKER_MAX ((size_t)65536)

/* The client is no more; nor is the account. */
void read_marker_left(uint32_t client);
void read_marker_forget(struct str account);

#endif
