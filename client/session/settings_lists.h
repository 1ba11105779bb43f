/*
 * The settings that stand several times in the configuration, an entry a line,
 * and whose entries are kept by modules of their own: themes, who is ignored,
 * aliases. For settings.c alone.
 */
#ifndef CLIENT_SESSION_SETTINGS_LISTS_H
#define CLIENT_SESSION_SETTINGS_LISTS_H

#include <stdbool.h>
#include <stddef.h>

#include "session/look.h"
#include "shared/str.h"

/* Room for any entry that does not stand anywhere else. */
#define SETTINGS_ENTRY LOOK_THEME

struct settings_list {
	/* Null, or what is wrong. One that is the same is replaced. */
	const char *(*add)(const char *entry);
	/* Takes out the one that is the same; false: there is none. */
	bool (*drop)(const char *entry);
	void (*clear)(void); /* all as without a configuration */
	/* The i-th, maybe in room; empty behind the last. */
	struct str (*at)(size_t i, char room[SETTINGS_ENTRY]);
	/* Are both the same entry, whatever is said of it? */
	bool (*same)(struct str a, struct str b);
	/*
	 * Would it be there without a configuration, and is it not? Null: there
	 * is none such.
	 */
	bool (*missed)(struct str entry);
};

extern const struct settings_list settings_themes;
extern const struct settings_list settings_ignored;
extern const struct settings_list settings_aliases;

#endif
