/*
 * What the configuration file and the environment say: forkcast(1),
 * CONFIGURATION. Read once at start, by the client for people and by the
 * scripts' commands; options win over both. The person may change what is set,
 * for now (settings_set) and for the next start (settings_keep).
 */
#ifndef CLIENT_SESSION_SETTINGS_H
#define CLIENT_SESSION_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "session/settings_now.h"
#include "shared/buf.h"
#include "shared/error.h"

#define SETTINGS_SERVER "FORKCAST_SERVER"
#define SETTINGS_NAME "FORKCAST_NAME"
#define SETTINGS_PASSWORD "FORKCAST_PASSWORD"

/*
 * Reads the file and the environment. What is wrong ends the program with its
 * exit status. What is returned, and all strings that it ever points to, stay
 * valid until the program ends; settings_set changes it.
 */
const struct settings *settings_read(void);

/*
 * The rest is for who runs on. The lists are kept by their modules: ignore.h,
 * highlight.h, alias.h, text/theme.h; the time format by text/stamp.h.
 *
 * Sets a key now, to what it is without a configuration if the value is null or
 * empty; to that of a list an entry is added, or takes the place of the same.
 * Null, or what is wrong, valid until the next call.
 */
const char *settings_set(const char *key, const char *value);

/*
 * Takes an entry out of a list: of theme and alias its first word is enough.
 * False if there is no such entry.
 */
bool settings_drop(const char *key, const char *entry);

/*
 * Appends the value, empty where there is none; "is set" of a secret; of a list
 * all entries with LF between. What does not fit is left out. False: no key.
 */
bool settings_value(const char *key, struct buf *to);

/*
 * The i-th entry of a list, appended; false behind the last, or if it is none.
 */
bool settings_entry(const char *key, size_t i, struct buf *to);

/* All keys in the order of the manual; null behind the last. */
const char *settings_key(size_t i);

/* Is it a list? Is what is set of any use before the next start? */
bool settings_is_list(const char *key);
bool settings_is_later(const char *key);

/*
 * The same for the next start, in the file, which stays as it is but for the
 * line of that key; a null or empty value takes all its lines out. An account
 * and its secret are written together, once both are set. Both may block, until
 * the file is on the disk. False with *why, which tells what to do about it;
 * the file is then as it was.
 */
bool settings_keep(const char *key, const char *value, struct error *why);
bool settings_forget(const char *key, const char *entry, struct error *why);

#endif
