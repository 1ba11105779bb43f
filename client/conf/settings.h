/*
 * The settings, of one server, from their files and the environment:
 * forkcast(1), CONFIGURATION. Read at start; options override both. The user
 * may change a setting for now (settings_set) and for the next start
 * (settings_save).
 */
#ifndef CLIENT_CONF_SETTINGS_H
#define CLIENT_CONF_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "net/link.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/error.h"
#include "shared/str.h"

#define SETTINGS_CONFIG "FORKCAST_CONFIG"
#define SETTINGS_SERVER "FORKCAST_SERVER"
#define SETTINGS_NAME "FORKCAST_NAME"
#define SETTINGS_PASSWORD "FORKCAST_PASSWORD"

/* Words that settings take, by their number; of yes and no, as of a bool. */
enum settings_presence {
	SETTINGS_PRESENCE_SMART,
	SETTINGS_PRESENCE_ALL,
	SETTINGS_PRESENCE_OFF
};
enum settings_keep {
	SETTINGS_KEEP_NO,
	SETTINGS_KEEP_YES,
	SETTINGS_KEEP_ASK /* once, at the first /quit with other groups */
};
enum settings_times {
	SETTINGS_TIMES_NO,
	SETTINGS_TIMES_YES,
	SETTINGS_TIMES_AUTO /* in a window that is wide enough */
};

/* The most entries of a list. */
#define SETTINGS_ENTRIES 200

struct settings {
	const char *server; /* a valid address, never null */
	const char *via; /* a command for sh to connect by, or null */
	/* another server is meant: the files can hold nothing of it */
	bool apart;
	const char *account; /* to log in to, or null */
	const char *secret; /* for the account, or null */
	const char *name; /* a valid name, or null: that of the account */
	int times; /* one of settings_times */
	int bell;
	int keep; /* one of settings_keep: a chat's groups at the next start */
	int members; /* show the members of a group where there is room */
	int presence; /* one of settings_presence */
	const char *notify; /* a command for sh, or null */
	/* absolute path of a directory; empty: the default one; null: none */
	const char *log;
	/*
	 * Null-terminated: the entries as they were set; of groups, without
	 * their sign.
	 */
	char *const *groups; /* to be joined */
	char *const *muted; /* in which only mentions count as unread */
	char *const *highlights;
	char *const *ignored;
};

/* What the options say: -F, -s, -C and -n; each null if it is not given. */
struct settings_given {
	const char *file, *where, *via, *name;
};

/*
 * Reads the file and the environment. Ends the program with the proper exit
 * status if something is wrong. The result, and all strings it ever points to,
 * stay valid until the program ends; settings_set changes it.
 */
const struct settings *settings_read(const struct settings_given *given);

/*
 * Sets what a link needs to know: the server that is meant by the options and
 * the environment, its password if it is meant without options, our account and
 * our name. Ends the program if the given name or the password is not valid.
 * The environment is then such that programs that we run mean the same. Once
 * only.
 */
void settings_link(struct link_options *link);

/* Returns whether the group is one of those of a server. */
bool settings_has(char *const *groups, struct str group);

/* Returns the name, or else that of the account; null if there is none. */
const char *settings_name(void);

/* A setting: a row of the table. What it is comes before how it is set. */
struct setting {
	const char *name;
	const char *help; /* its form, and what it is */
	const char *const *words; /* that it takes, ended by a null; or null */
	enum {
		SETTING_TEXT,
		SETTING_WORD, /* one of the words */
		SETTING_OWN, /* what its function makes of the text */
		SETTING_LIST /* it has entries */
	} kind;
	bool groups; /* its entries are groups, which may have their sign */
	bool later; /* it has no effect before the next start */
	/* It makes us run a program or touch a file: not if files_restricted().
	 */
	bool outside;
	size_t at; /* the offset in struct settings */
	const char *usual; /* the default, or null */
	/*
	 * Returns null, or what is wrong with a text or an entry, which is
	 * never null. A setting of its own kind is set by it.
	 */
	const char *(*set)(const char *value);
	void (*heed)(char *const *entries); /* takes a changed list; or null */
};

/* Returns the setting of that name, or null. */
const struct setting *settings_find(const char *name);

/* Returns the i-th name in the order of the manual; null after the last. */
const char *settings_key(size_t i);

/*
 * The functions below are for programs that keep running.
 *
 * Sets a value now; a null or empty one restores the default. For a list, adds
 * an entry in place of an equal one. Returns null, or what is wrong, valid
 * until the next call; a value that the file could not hold is.
 */
const char *settings_set(const struct setting *setting, const char *value);

/* Removes an entry of a list. Returns false if there is no such entry. */
bool settings_drop(const struct setting *setting, struct str entry);

/*
 * Appends the value: nothing if there is none, "is set" for a secret. Of a
 * list, appends the i-th entry; false after the last. What does not fit is
 * dropped.
 */
void settings_value(const struct setting *setting, struct buf *to);
bool settings_entry(const struct setting *setting, size_t i, struct buf *to);

/*
 * Saves a setting for the next start as it is now, or one entry of a list,
 * which may be gone; null: the whole list. An account and its secret are
 * written together, once both are set. May block until our file is on the disk.
 * Returns false with *why, which says what to do; the file is then unchanged.
 */
bool settings_save(
    const struct setting *setting, const char *entry, struct error *why);

#endif
