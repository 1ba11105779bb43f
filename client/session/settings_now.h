/*
 * The values of all settings that no other module keeps, and their memory. For
 * settings.c, settings_keys.c and settings_lists.c; others include settings.h.
 */
#ifndef CLIENT_SESSION_SETTINGS_NOW_H
#define CLIENT_SESSION_SETTINGS_NOW_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/limits.h"

/* How comings and goings are shown, in the order of views/presence.h. */
enum settings_presence {
	SETTINGS_PRESENCE_SMART,
	SETTINGS_PRESENCE_ALL,
	SETTINGS_PRESENCE_OFF
};

/*
 * The most servers: the one outside sections, those with sections, and those
 * that would have one if something was to be saved.
 */
#define SETTINGS_SERVERS 32

/* The most muted groups of a server. */
#define SETTINGS_MUTED 50

/* The settings for one server. */
struct settings_server {
	const char *label; /* of its section, or null */
	const char *address; /* a valid one, never null */
	const char *via; /* a command for sh to connect by, or null */
	const char *account; /* to log in to, or null */
	const char *secret; /* for the account, or null */
	const char *secret_command; /* for sh; it prints the secret; or null */
	const char *name; /* a valid name, or null */
	char *const *groups; /* to be joined; null-terminated */
	size_t group_count;
	/* the groups in which only mentions count as unread */
	char muted[SETTINGS_MUTED][LIMIT_GROUP + 1];
	size_t muted_count;
};

struct settings {
	/* the first is outside sections, and the default */
	struct settings_server server[SETTINGS_SERVERS];
	size_t servers;
	const char *password; /* for the first server, or null */
	/* the name is from the environment: scripts use it unchanged */
	bool name_exact;
	bool times; /* show times, in every window */
	/* show times in a window that is wide enough; times is false */
	bool times_auto;
	bool slash; /* commands must begin with / */
	bool bell;
	bool mouse; /* the wheel scrolls */
	bool members; /* show the members of a group where there is room */
	enum settings_presence presence;
	const char *notify; /* a command for sh, or null */
	const char *url_opener; /* a program, without arguments, or null */
	/* absolute path of a directory; empty: the default one; null: none */
	const char *log;
	size_t scrollback; /* bytes for the lines of all views */
	usec timeout;
};

/*
 * For the setters of values: settings_now_room returns memory that is never
 * freed, and settings_now_kept a copy of the text in it; null for null.
 * settings_now_why_not returns null, or why the value is not a valid argument
 * of that kind.
 */
void *settings_now_room(size_t size);
char *settings_now_kept(const char *text);
const char *settings_now_why_not(
    enum code code, enum arg arg, const char *value);

/*
 * Counts bytes of values kept elsewhere, or no longer kept; returns whether
 * there are too many values for more.
 */
void settings_now_count(ptrdiff_t bytes);
bool settings_now_is_full(void);

#endif
