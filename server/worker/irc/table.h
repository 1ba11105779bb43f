/*
 * What has a table, as IRC writes it and as the router does: a channel "#G" is
 * a group G, and a nickname NAME is "@NAME".
 */
#ifndef SERVER_WORKER_IRC_TABLE_H
#define SERVER_WORKER_IRC_TABLE_H

#include <stdbool.h>

#include "shared/limits.h"
#include "shared/str.h"

/* Room for either. */
#define IRC_TABLE (1 + LIMIT_GROUP)

/* The group of a channel; empty if it is none. May there be one? */
struct str irc_group(struct str channel);
bool irc_is_group(struct str group);

/* The router's word for it, written into room; false if it is neither. */
bool irc_table(struct str target, char room[IRC_TABLE], struct str *table);

/* And back, of a word that the router has said. */
struct str irc_table_shown(struct str table, char room[IRC_TABLE]);

#endif
