/* The settings in a configuration file: see settings.h. */
#include "base/config/settings.h"

#include <string.h>

#include "base/mem/arena.h"
#include "base/state/fields.h"

#define FIRST ((size_t)1024)

static bool
make_room(struct settings *said, size_t len)
{
	size_t room = said->room > 0 ? said->room : FIRST;
	char *at;

	if (said->room - said->len >= len)
		return true;
	while (room - said->len < len)
		room *= 2;
	at = arena_alloc(room);
	if (at == NULL)
		return false;
	if (said->len > 0)
		memcpy(at, said->at, said->len);
	arena_free(said->at, said->room);
	said->at = at;
	said->room = room;
	return true;
}

bool
settings_add(struct settings *said, struct str key, struct str value)
{
	const struct str both[] = { key, value };

	if (!make_room(said, key.len + value.len + 2))
		return false;
	for (size_t i = 0; i < COUNT(both); i++) {
		if (both[i].len > 0)
			memcpy(said->at + said->len, both[i].at, both[i].len);
		said->len += both[i].len;
		said->at[said->len++] = '\0';
	}
	return true;
}

void
settings_free(struct settings *said)
{
	arena_free(said->at, said->room);
	*said = (struct settings) { 0 };
}

bool
settings_next(const struct settings *said, size_t *next, const char **key,
    const char **value)
{
	if (*next == said->len)
		return false;
	*key = said->at + *next;
	*value = *key + strlen(*key) + 1;
	*next = (size_t)(*value - said->at) + strlen(*value) + 1;
	return true;
}

struct str
settings_find(const struct settings *said, const char *wanted)
{
	const char *key, *value;
	size_t next = 0;

	while (settings_next(said, &next, &key, &value))
		if (strcmp(key, wanted) == 0)
			return str_from(value);
	return (struct str) { NULL, 0 };
}

void
settings_save(const struct settings *said, struct str word, struct state *state)
{
	const char *key, *value;
	size_t next = 0;

	while (settings_next(said, &next, &key, &value))
		STATE_PUT(state, word, str_from(key), str_from(value));
}

void
settings_load_line(struct settings *said, struct state *state)
{
	struct str value = state->value;
	const struct str key = str_word(&value);

	if (memchr(state->value.at, '\0', state->value.len) != NULL)
		state_wrong(state, "text contains a NUL byte");
	else if (!settings_add(said, key, value))
		state_wrong(state, "out of memory");
}
