/*
 * The configuration: defaults, then the file and the files it includes, then
 * the command line; later values override earlier ones. It is read as a whole
 * at start and on each reload, and a fault in any line rejects all of it. The
 * keys are in forkcastd.conf(5). Each is a row of keys.def and a member of
 * struct config, which config.c and config_keys.c fill and all others only
 * read.
 */
#ifndef SERVER_BASE_CONFIG_CONFIG_H
#define SERVER_BASE_CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/config/settings.h"
#include "base/data/networks.h"
#include "base/log/log.h"
#include "shared/addr.h"
#include "shared/clock.h"
#include "shared/error.h"
#include "shared/str.h"

/* Room for a message about a value. */
#define CONFIG_WRONG 128

/*
 * The source of a value. A list from a later source replaces the whole list
 * from an earlier one.
 */
enum config_source { CONFIG_DEFAULT, CONFIG_FILE, CONFIG_OPTION };

struct config_list {
	char **at;
	size_t count;
	enum config_source source;
};

struct config_networks {
	struct networks set;
	enum config_source source;
};

/*
 * The choices for registering accounts: nobody may, a client with a name may,
 * or any client may, even before it has a name.
 */
enum config_register { REGISTER_NO, REGISTER_YES, REGISTER_BEFORE };

/*
 * Which messages are recorded: none, those of registered groups and of the
 * groups that the configuration names, or those of all groups and between
 * accounts.
 */
enum config_history { HISTORY_NO, HISTORY_GROUPS, HISTORY_ALL };

/*
 * The open messages of a group that a member's account may read: all, or those
 * since it joined.
 */
enum config_history_for { HISTORY_FOR_MEMBERS, HISTORY_FOR_JOINED };

/*
 * A value of history_sync that is no time: records count as stored once they
 * are written.
 */
#define HISTORY_SYNC_NONE SIZE_MAX

enum sandbox_mode { SANDBOX_ON, SANDBOX_OFF, SANDBOX_REQUIRE };

struct config {
	size_t in_file; /* settings in the file, repeated ones too */
	struct settings said; /* the settings in the file */
	bool max_clients_given; /* not the default: to be met, or refused */
#define LIST(key, ...) struct config_list key;
#define NETWORKS(key, ...) struct config_networks key;
#define TEXT(key, ...) char *key;
#define NUMBER(key, ...) size_t key;
#define LIMIT(key, ...) size_t key;
#define TIME(key, ...) usec key;
#define WORD(key, member, ...) size_t member; /* one of an enum */
#define SWITCH(key, ...) bool key;
#include "base/config/keys.def"
};

/* The file that is read if the command line names none. */
extern const char config_default_file[];

/* A value from the command line, for that key. */
struct config_option {
	const char *key;
	const char *value;
};

/* The command line's part of the configuration. */
struct config_command_line {
	const char *file; /* null: none */
	bool may_lack; /* it need not exist */
	struct config_option option[64];
	size_t count;
};

/*
 * Fills *config from said, which was recorded from the file earlier, or, if
 * said is null, from the file; then from the command line. To be freed with
 * config_free. On a fault returns false, with an empty *config, and the fault
 * and its place in *why.
 */
bool config_restore(struct config *config,
    const struct config_command_line *line, const struct settings *said,
    struct error *why);
void config_free(struct config *config);

/* Fills *config from the file, as config_restore does. */
bool config_load(struct config *config, const struct config_command_line *line,
    struct error *why);

/*
 * Returns the configuration in force, which the start and each good reload set.
 */
const struct config *config_now(void);
void config_use(const struct config *config); /* takes ownership */

/*
 * Returns whether a journal runs: there is a place for what lasts, such as
 * tables and boxes of registered groups, even without a history.
 */
bool config_wants_journal(const struct config *config);

/*
 * config_keys.c: the keys, a row of keys.def each: their valid values, their
 * defaults and where they are stored.
 *
 * Sets a key. Returns null, or what is wrong, to be added to "KEY VALUE: ",
 * possibly in the room given.
 */
const char *config_key_set(struct config *config, const char *name,
    const char *value, enum config_source source, char wrong[CONFIG_WRONG]);

/* Room for a number and its sign. */
#define CONFIG_DIGITS (STR_DIGITS + 1)

/*
 * Returns the name of the key with that number, from 0 on, among those that are
 * fixed at start, whatever a reload says; null after the last. *value is its
 * value, possibly in the room given; empty if it has none.
 */
const char *config_fixed(const struct config *config, size_t number,
    struct str *value, char room[CONFIG_DIGITS]);

/*
 * config_keys_default sets all keys to their defaults; false with *why.
 * config_keys_settle is called after the last value is set. config_keys_free
 * frees the values.
 */
bool config_keys_default(struct config *config, struct error *why);
void config_keys_settle(struct config *config);
void config_keys_free(struct config *config);

/* Returns a value that is a relative path, or null. */
const char *config_keys_relative(const struct config *config);

#endif
