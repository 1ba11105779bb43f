/*
 * The settings that may occur several times, one entry per line: themes,
 * ignored people, aliases. Other modules keep their entries. For
 * settings.c.
 */
#ifndef CLIENT_SESSION_SETTINGS_LISTS_H
#define CLIENT_SESSION_SETTINGS_LISTS_H

#include <stdbool.h>
#include <stddef.h>

#include "session/appearance.h"
#include "session/settings_now.h"
#include "shared/str.h"

/* Room for an entry that is not stored as a string. */
#define SETTINGS_ENTRY APPEARANCE_THEME_ROOM

struct settings_list {
	/*
	 * Adds an entry, replacing an equal one. Returns null, or what is
	 * wrong.
	 */
	const char *(*add)(const char *entry);
	/* Removes the equal entry. Returns false if there is none. */
	bool (*drop)(const char *entry);
	void (*clear)(void); /* restores the defaults */
	/* Returns the i-th entry, possibly in room; empty after the last. */
	struct str (*at)(size_t i, char room[SETTINGS_ENTRY]);
	/* Returns whether both are the same entry, whatever their values. */
	bool (*same)(struct str a, struct str b);
	/*
	 * Returns whether the entry is a default that has been deleted. Null:
	 * the list has no defaults.
	 */
	bool (*missed)(struct str entry);
};

/* Chooses the server whose groups settings_muted has. */
void settings_lists_choose(struct settings_server *server);

/* Compares two groups, each with or without its sign. */
bool settings_lists_same_group(struct str a, struct str b);

extern const struct settings_list settings_groups;
extern const struct settings_list settings_muted;
extern const struct settings_list settings_themes;
extern const struct settings_list settings_ignored;
extern const struct settings_list settings_aliases;

#endif
