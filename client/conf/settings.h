/*
 * The settings, from the configuration file and the environment: forkcast(1),
 * CONFIGURATION. Read at start; options override both. The user may change a
 * setting for now (settings_set) and for the next start (settings_keep).
 */
#ifndef CLIENT_CONF_SETTINGS_H
#define CLIENT_CONF_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/error.h"
#include "shared/str.h"

#define SETTINGS_SERVER "FORKCAST_SERVER"
#define SETTINGS_NAME "FORKCAST_NAME"
#define SETTINGS_PASSWORD "FORKCAST_PASSWORD"

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

/* The most groups in a list of a server. */
#define SETTINGS_NAMES 200

/* The settings for one server. */
struct settings_server {
	const char *label; /* of its section, or null */
	const char *address; /* a valid one, never null */
	const char *via; /* a command for sh to connect by, or null */
	const char *account; /* to log in to, or null */
	const char *secret; /* for the account, or null */
	const char *secret_command; /* for sh; it prints the secret; or null */
	const char *name; /* a valid name, or null */
	/* null-terminated: the groups to be joined */
	char *const *groups;
	/* and those in which only mentions count as unread */
	char *const *muted;
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
 * Reads the file and the environment. Ends the program with the proper exit
 * status if something is wrong. The result, and all strings it ever points to,
 * stay valid until the program ends; settings_set changes it.
 */
const struct settings *settings_read(void);

/*
 * Returns the server of that section, or null if there is none. If the name of
 * a section is an address, it is found however that is spelt.
 */
const struct settings_server *settings_server(const char *label);

/* Returns whether the group of that server is muted. */
bool settings_mutes(const struct settings_server *server, struct str group);

/*
 * Returns the name for that server: its own, or that of its account, or the
 * one outside sections; null if there is none.
 */
const char *settings_name(const struct settings_server *server);

/*
 * Chooses the server that the functions below are about, for keys that each
 * server has.
 */
void settings_choose(const struct settings_server *server);

/* Returns the server that was chosen. */
const struct settings_server *settings_chosen(void);

/* Returns whether the server has a secret, or a command that prints it. */
bool settings_has_secret(const struct settings_server *server);

#define SETTINGS_NO_SUCH "no such setting"

/* Returns whether there is such a key. */
bool settings_is_key(const char *key);

/* Returns whether each server has a value for the key. */
bool settings_is_of_server(const char *key);

/*
 * The functions below are for programs that keep running. The lists are kept by
 * their modules: ignore.h, highlight.h, alias.h, text/theme.h; the time format
 * by text/stamp.h.
 *
 * Sets a key now; a null or empty value restores the default. For a list, adds
 * an entry, replacing an equal one. Returns null, or what is wrong, valid until
 * the next call.
 */
const char *settings_set(const char *key, const char *value);

/*
 * Removes an entry from a list; for theme and alias its first word is enough.
 * Returns false if there is no such entry.
 */
bool settings_drop(const char *key, const char *entry);

/*
 * Appends the value: nothing if there is none, "is set" for a secret, all
 * entries separated by LF for a list. Drops what does not fit. Returns false if
 * there is no such key.
 */
bool settings_value(const char *key, struct buf *to);

/*
 * Appends the i-th entry of a list. Returns false after the last, or if the key
 * is no list.
 */
bool settings_entry(const char *key, size_t i, struct buf *to);

/* Returns the i-th key in the order of the manual; null after the last. */
const char *settings_key(size_t i);

/*
 * Returns the i-th of the words that the key takes, or null, also if it takes
 * others.
 */
const char *settings_word(const char *key, size_t i);

/*
 * Return whether the key is a list, and whether it has no effect before the
 * next start.
 */
bool settings_is_list(const char *key);
bool settings_is_later(const char *key);

/*
 * settings_keep sets a key for the next start: it changes that key's line in
 * the file and leaves the other lines alone. A null or empty value deletes all
 * the key's lines. settings_forget removes an entry of a list. An account and
 * its secret are written together, once both are set. Both functions may block
 * until the file is on the disk. They return false with *why, which says what
 * to do; the file is then unchanged.
 */
bool settings_keep(const char *key, const char *value, struct error *why);
bool settings_forget(const char *key, const char *entry, struct error *why);

#endif
