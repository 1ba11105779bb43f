/* The settings that a reload cannot change: see fixed.h. */
#include "operator/fixed.h"

#include <unistd.h>

#include "accept/listen.h"
#include "base/config/config_keys.h"
#include "base/config/self.h"
#include "base/mem/arena.h"

/* The size of the list of names, which must fit into one line of an answer. */
#define ROOM 512

static struct {
	struct settings values; /* of each key that is set */
	char *names; /* in the arena */
} fixed;

/*
 * Returns the key with that number, and its value; null: there are no more. If
 * root has started the server, "user" has a value even if none is given.
 */
static const char *
next_key(const struct config *config, size_t number, struct str *value,
    char room[CONFIG_DIGITS])
{
	const char *key = config_fixed(config, number, value, room);

	if (key != NULL && value->len == 0 &&
	    str_eq(str_from(key), STR("user")) &&
	    (geteuid() == 0 || self_was_root()))
		*value = STR(SELF_USUAL_USER);
	return key;
}

/*
 * Returns the value to be recorded: the new one at the start and where an
 * upgrade can change the setting, otherwise the old one.
 */
static struct str
value_to_record(const char *key, struct str value)
{
	const struct str old = settings_find(&fixed.values, key);
	const struct str name = str_from(key);

	if (fixed.values.len == 0 || str_eq(name, STR("sandbox")) ||
	    (str_eq(name, STR("board")) && str_eq(old, STR("no"))))
		return value;
	return old;
}

bool
fixed_record_upgrade(const struct config *config)
{
	struct settings values = { 0 };
	char room[CONFIG_DIGITS];
	struct str value;
	const char *key;

	for (size_t i = 0; (key = next_key(config, i, &value, room)) != NULL;
	     i++) {
		value = value_to_record(key, value);
		if (value.len > 0 && !settings_put(&values, key, value)) {
			settings_free(&values);
			return false;
		}
	}
	settings_free(&fixed.values);
	fixed.values = values;
	return true;
}

bool
fixed_record(const struct config *config)
{
	return fixed.values.len > 0 || fixed_record_upgrade(config);
}

static void
fixed_add(struct buf *names, struct str first, struct str second)
{
	(void)BUF_CAT(names, buf_len(names) > 0 ? STR(", ") : STR(""), first,
	    second); /* what does not fit is left out */
}

static void
add_sockets(struct buf *names)
{
	for (size_t i = 0; i < listen_count(); i++)
		if (listen_get(i)->options_changed)
			fixed_add(names, STR("listen "),
			    str_from(listen_get(i)->wanted));
}

struct str
fixed_differ(const struct config *config)
{
	char room[CONFIG_DIGITS];
	struct str value;
	struct buf names;
	const char *key;

	if (fixed.names == NULL)
		fixed.names = arena_table(1, ROOM);
	if (fixed.names == NULL)
		return STR("");
	buf_init(&names, fixed.names, ROOM);
	for (size_t i = 0; (key = next_key(config, i, &value, room)) != NULL;
	     i++)
		if (!str_eq(value, settings_find(&fixed.values, key)))
			fixed_add(&names, str_from(key), STR(""));
	add_sockets(&names);
	return buf_str(&names);
}

void
fixed_save(struct state *state)
{
	settings_save(&fixed.values, STR("fixed"), state);
}

bool
fixed_load_line(struct state *state)
{
	if (!state_is(state, STR("fixed")))
		return false;
	settings_load_line(&fixed.values, state);
	return true;
}
