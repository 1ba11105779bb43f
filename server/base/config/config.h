/*
 * The configuration: defaults, then the file, then the command line; later
 * values override earlier ones. It is read as a whole at start and on each
 * reload, and a fault in any line rejects all of it. The keys are in
 * forkcastd.conf(5). Each is a row of keys.def and a member of struct config,
 * which config.c fills and all others only read.
 */
#ifndef SERVER_BASE_CONFIG_CONFIG_H
#define SERVER_BASE_CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/networks.h"
#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/error.h"

/*
 * The source of a value. A list from a later source replaces the whole list
 * from an earlier one.
 */
enum config_source { CONFIG_DEFAULT, CONFIG_FILE, CONFIG_OPTION };

struct config_list {
	char **at;
	size_t count;
	size_t room;
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

/* The user to become when root configures none. */
#define CONFIG_USUAL_USER "nobody"

/* The most bytes of web_host and origin together; a space behind each. */
#define CONFIG_WEB 900

enum sandbox_mode { SANDBOX_ON, SANDBOX_OFF, SANDBOX_REQUIRE };

/*
 * A list is a member with that name. Any other key has its value in its own
 * type, and as it was said: KEY_said.
 */
struct config {
	bool in_file; /* the file has settings */
#define CONFIG_SAID(key) struct config_list key##_said;
#define LIST(key, ...) struct config_list key;
#define NETWORKS(key, ...) CONFIG_SAID(key) struct networks key;
#define TEXT(key, ...) CONFIG_SAID(key) char *key;
#define NUMBER(key, ...) CONFIG_SAID(key) size_t key;
#define LIMIT(key, ...) CONFIG_SAID(key) size_t key;
#define TIME(key, ...) CONFIG_SAID(key) usec key;
#define WORD(key, member, ...) \
	CONFIG_SAID(key) size_t member; /* one of an enum; "no yes": a bool */
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
 * Fills *config from the file, then from the command line. To be freed with
 * config_free. On a fault returns false, with an empty *config, and the fault
 * and its place in *why.
 */
bool config_load(struct config *config, const struct config_command_line *line,
    struct error *why);
void config_free(struct config *config);

/* The words after an address of the key listen, in any order. */
struct listen_options {
	bool proxy; /* connections come from proxies */
	bool forwarded; /* of HTTP: from browsers */
	bool secure; /* nobody can eavesdrop on the connection */
	size_t mode; /* mode of a UNIX socket's file, plus 1; 0: default */
};

/*
 * Splits a value of listen: copies its address, of at most ADDR_TEXT bytes with
 * a NUL, and reads its words. Returns null, or what is wrong with it.
 */
const char *config_split_listen(const char *listen, char address[ADDR_TEXT],
    struct listen_options *options);

/* Returns whether a list has that name, in any case. */
bool config_list_has(const struct config_list *list, struct str name);

/*
 * Returns the configuration in force, which the start and each good reload set.
 * In a program that takes over, it is first the one of the state.
 */
const struct config *config_now(void);
void config_use(const struct config *config); /* takes ownership */

/*
 * Gives the keys that are fixed at start the values in force, if there are any,
 * and appends the names of those that had others: "user, pid_file". False if
 * there is no memory.
 */
bool config_keep_fixed(struct config *config, struct buf *names);

#endif
