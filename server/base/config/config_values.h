/*
 * The values of a configuration: a member for each key of forkcastd.conf(5), by
 * the rows of keys.def. Filled by config.c and config_keys.c; all others only
 * read it.
 */
#ifndef SERVER_BASE_CONFIG_CONFIG_VALUES_H
#define SERVER_BASE_CONFIG_CONFIG_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/config/settings.h"
#include "base/data/networks.h"
#include "base/log/log.h"
#include "shared/clock.h"

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

#endif
