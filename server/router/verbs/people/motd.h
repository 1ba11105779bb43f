/*
 * What the server says of itself: its name, and its message of the day, a file
 * that is read at start and at each reload. Used by reload.c; commands.c calls
 * the handlers.
 */
#ifndef SERVER_ROUTER_VERBS_PEOPLE_MOTD_H
#define SERVER_ROUTER_VERBS_PEOPLE_MOTD_H

#include <stdbool.h>

#include "shared/error.h"
#include "shared/grammar.h"
#include "shared/limits.h"

/* The longest file, bytes. */
#define MOTD_MOST ((size_t)32 * 1024)

/*
 * Reads the file, or none if path is null: false with *why. It is the server's
 * with motd_use. May block as long as the file system does.
 */
bool motd_read(const char *path, struct error *why);
void motd_use(void);

/*
 * Returns the server's name if this name looks like it (UTS 39), else an empty
 * string.
 */
#define MOTD_NAME (LIMIT_TOKEN + sizeof(".local"))
struct str motd_name_like(struct str name, char room[MOTD_NAME]);

#endif
