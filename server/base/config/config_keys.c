/*
 * The keys of the configuration, a row of keys.def each: see config.h.
 */
#include "base/config/config.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/config/listen_options.h"
#include "base/data/bucket.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "shared/str.h"

#define NICE_MOST 20

/*
 * The bounds of hash_rounds. RFC 7677 requires at least 4096; the most takes
 * more than a second for each secret (helpers/keeper/keeper_record.h).
 */
#define HASH_ROUNDS_LEAST 4096
#define HASH_ROUNDS_MOST 5000000

/* The bounds of the keys of the history; the times are in microseconds. */
#define HISTORY_DAYS_MOST 36500
#define HISTORY_SIZE_LEAST ((size_t)1024 * 1024)
#define HISTORY_SYNC_LEAST (10 * MSEC)
#define HISTORY_SYNC_MOST (3600 * SEC)
#define HISTORY_JOIN_MOST 1000

struct key;

/* A value being set: its key, its configuration and its source. */
struct setting {
	struct config *config;
	const struct key *key;
	enum config_source source;
	const char *value;
	char *wrong; /* room for a message, CONFIG_WRONG bytes */
};

/* The C type of a key's member, and how it is written. */
enum type { LIST, NETWORKS, TEXT, NUMBER, TIME, WORD, SWITCH };

/* Whether a reload changes the value, or the one at start stays. */
enum reload { LIVE, FIXED };

enum path { NO_PATH, PATH, PATH_IF_SLASH };

/*
 * A key of the configuration. Its setter returns null, or what is wrong with
 * the value.
 */
struct key {
	const char *name;
	size_t field; /* its offset in struct config */
	enum type type;
	const char *(*set)(const struct setting *setting);
	size_t least;
	size_t most;
	const char *defaults[3]; /* the values of a list, or the only one */
	const char *const *words; /* for set_word: ends with null */
	enum path path; /* whether its values name files */
	enum reload reload;
};

/* Returns the member of the configuration that the setting is for. */
static inline void *
setting_field(const struct setting *setting)
{
	return (char *)setting->config + setting->key->field;
}

#define TIME_MAX (86400.0 * 365)

/*
 * Writes a number as a user would: a size in the largest unit that divides it.
 */
static void
write_number(char room[STR_DIGITS + 2], uint64_t number, bool is_size)
{
	const unsigned shift = !is_size || number == 0 ? 0 :
	    number % ((uint64_t)1 << 20) == 0	       ? 20 :
	    number % ((uint64_t)1 << 10) == 0	       ? 10 :
							 0;

	(void)snprintf(room, STR_DIGITS + 2, "%llu%s",
	    (unsigned long long)(number >> shift),
	    shift == 20	    ? "M" :
		shift == 10 ? "K" :
			      ""); /* fits */
}

/* Sets the number, or returns that it is out of bounds. */
static const char *
set(const struct setting *setting, uint64_t number, bool is_size)
{
	const struct key *key = setting->key;
	const bool too_small = number < key->least;
	size_t *value = setting_field(setting);
	char bound[STR_DIGITS + 2];

	if (!too_small && number <= key->most) {
		*value = (size_t)number;
		return NULL;
	}
	write_number(bound, too_small ? key->least : key->most, is_size);
	(void)snprintf(setting->wrong, CONFIG_WRONG, "must be %s or %s", bound,
	    too_small ? "more" : "less"); /* fits */
	return setting->wrong;
}

/* Reads a number. One that is too large for 64 bits becomes the largest. */
static bool
read_number(struct str text, uint64_t *number)
{
	*number = UINT64_MAX;
	if (str_to_number(text, UINT64_MAX, number))
		return true;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
	return text.len > 0;
}

static const char *
config_set_number(const struct setting *setting)
{
	uint64_t number;

	if (!read_number(str_from(setting->value), &number))
		return "must be a whole number";
	return set(setting, number, false);
}

static const char *
config_set_size(const struct setting *setting)
{
	struct str digits = str_from(setting->value);
	uint64_t number, unit = 1;

	if (digits.len > 0 && digits.at[digits.len - 1] == 'K')
		unit = 1024;
	if (digits.len > 0 && digits.at[digits.len - 1] == 'M')
		unit = (uint64_t)1024 * 1024;
	digits.len -= unit > 1;
	if (!read_number(digits, &number))
		return "must be a number of bytes, or end in K or M";
	return set(setting,
	    number > UINT64_MAX / unit ? UINT64_MAX : number * unit, true);
}

static const char *
config_read_time(const struct setting *setting, usec *time)
{
	const double low = (double)setting->key->least / SEC;
	const size_t most = setting->key->most;
	const double high = most > 0 ? (double)most / SEC : TIME_MAX;
	char *end;
	const double seconds = strtod(setting->value, &end);

	if (end == setting->value || *end != '\0' || isnan(seconds))
		return "must be a time in seconds, such as 0.5";
	if (seconds >= low && seconds <= high) {
		*time = (usec)(seconds * (double)SEC);
		return NULL;
	}
	(void)snprintf(setting->wrong, CONFIG_WRONG,
	    "must be %.10g seconds or %s", seconds < low ? low : high,
	    seconds < low ? "more" : "less"); /* fits */
	return setting->wrong;
}

static const char *
config_set_time(const struct setting *setting)
{
	return config_read_time(setting, setting_field(setting));
}

/* Empties a list. Its values are in the arena, where workers do not see them.
 */
static void
list_clear(struct config_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		arena_free_text(list->at[i]);
	arena_free(list->at, list->count * sizeof(*list->at));
	*list = (struct config_list) { .source = list->source };
}

static const char *
list_add(const struct setting *setting)
{
	struct config_list *list = setting_field(setting);
	char *copy, **at;

	if (list->source != setting->source)
		list_clear(list);
	list->source = setting->source;
	copy = arena_text(setting->value);
	at = arena_alloc((list->count + 1) * sizeof(*at));
	if (copy == NULL || at == NULL) {
		arena_free_text(copy);
		arena_free(at, (list->count + 1) * sizeof(*at));
		return "out of memory";
	}
	if (list->count > 0)
		memcpy(at, list->at, list->count * sizeof(*at));
	arena_free(list->at, list->count * sizeof(*at));
	list->at = at;
	list->at[list->count++] = copy;
	return NULL;
}

static const char *
set_listen(const struct setting *setting)
{
	char address[ADDR_TEXT];
	struct addr addr;
	struct listen_options options;
	const char *wrong =
	    listen_options_split(setting->value, address, &options);

	if (wrong == NULL)
		wrong = addr_parse(&addr, address);
	if (wrong == NULL && !addr_is_unix(&addr) &&
	    (options.mode > 0 || options.owner[0] != '\0' ||
		options.group[0] != '\0'))
		wrong = "mode, owner and group are for UNIX sockets only";
	return wrong != NULL ? wrong : list_add(setting);
}

static const char *
set_group(const struct setting *setting)
{
	if (group_check(str_from(setting->value)) != CODE_OK)
		return "invalid group name";
	return list_add(setting);
}

/* A state with more boxes could not be loaded. */
static const char *
set_box(const struct setting *setting)
{
	const struct config_list *list = setting_field(setting);

	if (list->source == setting->source && list->count == BOXES_MAX)
		return "too many boxes: limit 100";
	return set_group(setting);
}

_Static_assert(BOXES_MAX == 100, "set_box says another number");

static const char *
set_account(const struct setting *setting)
{
	if (name_spelling(str_from(setting->value)) != CODE_OK)
		return "invalid account name";
	return list_add(setting);
}

static const char *
set_network(const struct setting *setting)
{
	struct config_networks *networks = setting_field(setting);
	struct network network;
	const char *wrong;

	if (networks->source != setting->source)
		networks_free(&networks->set);
	networks->source = setting->source;
	wrong = network_parse(&network, setting->value);
	if (wrong != NULL)
		return wrong;
	return networks_add(&networks->set, &network) ? NULL : "out of memory";
}

/* Sets a list of networks whose default is not empty, which "none" empties. */
static const char *
set_exempt(const struct setting *setting)
{
	struct config_networks *networks = setting_field(setting);

	if (strcmp(setting->value, "none") != 0)
		return set_network(setting);
	networks_free(&networks->set);
	networks->source = setting->source;
	return NULL;
}

static const char *
set_text(const struct setting *setting)
{
	char **text = setting_field(setting);
	char *copy = arena_text(setting->value);

	if (copy == NULL)
		return "out of memory";
	arena_free_text(*text);
	*text = copy;
	return NULL;
}

static const char *
set_label(const struct setting *setting)
{
	if (label_check(str_from(setting->value)) != CODE_OK)
		return "must be at most 63 bytes of letters, digits and ._-";
	return set_text(setting);
}

/*
 * Sets the path of the control socket, recognized by its "/" as in listen, or
 * off.
 */
static const char *
set_control(const struct setting *setting)
{
	struct addr addr;

	if (strcmp(setting->value, "off") == 0)
		return set_text(setting);
	if (strchr(setting->value, '/') == NULL)
		return "must be a path with a \"/\", or off";
	if (addr_parse(&addr, setting->value) != NULL)
		return "path too long";
	return set_text(setting);
}

/*
 * Sets the UDP address of the responder, written like those of listen, and
 * whether it echoes.
 */
static const char *
set_responder(const struct setting *setting)
{
	char address[ADDR_TEXT];
	struct addr addr;
	bool echo;
	const char *wrong =
	    responder_options_split(setting->value, address, &echo);

	if (wrong == NULL)
		wrong = addr_parse(&addr, address);
	if (wrong == NULL && addr_is_unix(&addr))
		wrong = "must be a UDP address, such as 127.0.0.1:1234";
	/* Elsewhere, whoever forges a sender could make it send to others. */
	if (wrong == NULL && echo && !addr_is_local(&addr))
		wrong = "echo is only for loopback addresses, such as "
			"127.0.0.1:7";
	return wrong != NULL ? wrong : set_text(setting);
}

static const char *
set_max_clients(const struct setting *setting)
{
	const char *wrong = config_set_number(setting);

	setting->config->max_clients_given = setting->source != CONFIG_DEFAULT;
	return wrong;
}

static const char *
set_history_sync(const struct setting *setting)
{
	size_t *value = setting_field(setting);
	const char *wrong;
	usec time = 0;

	if (strcmp(setting->value, "none") == 0) {
		*value = HISTORY_SYNC_NONE;
		return NULL;
	}
	wrong = config_read_time(setting, &time);
	if (wrong == NULL)
		*value = (size_t)time; /* it has a bound */
	else if (wrong != setting->wrong)
		wrong = "must be none, or a time in seconds, such as 0.5";
	return wrong;
}

_Static_assert(NICE_MOST == 20, "set_nice says another number");

/* Sets a number from -20 to 0, stored without its sign. */
static const char *
set_nice(const struct setting *setting)
{
	size_t *value = setting_field(setting);
	const bool below = setting->value[0] == '-';
	uint64_t number;

	if (!str_to_number(str_from(setting->value + below), setting->key->most,
		&number) ||
	    (!below && number != 0))
		return "must be from -20 to 0";
	*value = (size_t)number;
	return NULL;
}

/* Writes a message such as "must be on, off or require". */
static const char *
name_words(const struct setting *setting)
{
	const char *const *words = setting->key->words;
	struct buf text;

	buf_init(&text, setting->wrong, CONFIG_WRONG - 1);
	(void)BUF_CAT(&text, STR("must be ")); /* fits, as all does */
	for (size_t i = 0; words[i] != NULL; i++)
		(void)BUF_CAT(&text, str_from(words[i]),
		    words[i + 1] == NULL     ? STR("") :
			words[i + 2] == NULL ? STR(" or ") :
					       STR(", "));
	setting->wrong[buf_len(&text)] = '\0';
	return setting->wrong;
}

static const char *
set_word(const struct setting *setting)
{
	size_t *value = setting_field(setting);

	for (size_t i = 0; setting->key->words[i] != NULL; i++) {
		if (strcmp(setting->key->words[i], setting->value) != 0)
			continue;
		*value = i;
		return NULL;
	}
	return name_words(setting);
}

static const char *
set_switch(const struct setting *setting)
{
	bool *value = setting_field(setting);

	*value = strcmp(setting->value, "yes") == 0;
	if (!*value && strcmp(setting->value, "no") != 0)
		return "must be yes or no";
	return NULL;
}

static const char *const sandbox_words[] = { [SANDBOX_ON] = "on",
	[SANDBOX_OFF] = "off",
	[SANDBOX_REQUIRE] = "require",
	NULL };
static const char *const register_words[] = { [REGISTER_NO] = "no",
	[REGISTER_YES] = "yes",
	[REGISTER_BEFORE] = "before",
	NULL };
static const char *const history_words[] = { [HISTORY_NO] = "no",
	[HISTORY_GROUPS] = "groups",
	[HISTORY_ALL] = "all",
	NULL };
static const char *const history_for_words[] = {
	[HISTORY_FOR_MEMBERS] = "members", [HISTORY_FOR_JOINED] = "joined", NULL
};
static const char *const time_words[] = { [LOG_TIME_AUTO] = "auto",
	[LOG_TIME_YES] = "yes",
	[LOG_TIME_NO] = "no",
	NULL };

static const char *const format_words[] = {
	[LOG_FORMAT_TEXT] = "text", [LOG_FORMAT_JSON] = "json", NULL
};

static const struct key keys[] = {
#define KEY(key, member, its_type, setter)                      \
	.name = #key, .field = offsetof(struct config, member), \
	.type = (its_type), .set = (setter)
#define LIST(key, names, setter, ...)                   \
	{ KEY(key, key, LIST, setter), .path = (names), \
		.defaults = { __VA_ARGS__ } },
#define NETWORKS(key, setter, ...) \
	{ KEY(key, key, NETWORKS, setter), .defaults = { __VA_ARGS__ } },
#define TEXT(key, how, names, setter) \
	{ KEY(key, key, TEXT, setter), .reload = (how), .path = (names) },
#define BOUNDS(low, high, usual) \
	.least = (low), .most = (high), .defaults = { usual }
#define NUMBER(key, how, setter, least, most, usual)      \
	{ KEY(key, key, NUMBER, setter), .reload = (how), \
		BOUNDS(least, most, usual) },
#define LIMIT(key, setter, least, most, usual, ...) \
	NUMBER(key, LIVE, setter, least, most, usual)
#define TIME(key, least, most, usual) \
	{ KEY(key, key, TIME, config_set_time), BOUNDS(least, most, usual) },
#define WORD(key, member, how, choices, usual)               \
	{ KEY(key, member, WORD, set_word), .reload = (how), \
		.words = (choices), .defaults = { usual } },
#define SWITCH(key, how, usual)                               \
	{ KEY(key, key, SWITCH, set_switch), .reload = (how), \
		.defaults = { usual } },
#include "base/config/keys.def"
};

const char *
config_key_set(struct config *config, const char *name, const char *value,
    enum config_source source, char wrong[CONFIG_WRONG])
{
	for (size_t i = 0; i < COUNT(keys); i++) {
		if (strcmp(keys[i].name, name) != 0)
			continue;
		return keys[i].set(&(struct setting) {
		    config, &keys[i], source, value, wrong });
	}
	return "unknown key";
}

/* Returns the value as it would be written in a file; empty: none. */
static struct str
value_of(const struct config *config, const struct key *key,
    char room[CONFIG_DIGITS])
{
	const void *value = (const char *)config + key->field;
	char *const *string = value;

	switch (key->type) {
	case SWITCH:
		return *(const bool *)value ? STR("yes") : STR("no");
	case WORD:
		return str_from(key->words[*(const size_t *)value]);
	case TEXT:
		return *string != NULL ? str_from(*string) : STR("");
	case NUMBER:
		(void)snprintf(room, CONFIG_DIGITS, "%s%zu",
		    key->set == set_nice ? "-" : "",
		    *(const size_t *)value); /* fits */
		return str_from(room);
	default:
		return STR(""); /* no key of another type is fixed */
	}
}

const char *
config_fixed(const struct config *config, size_t number, struct str *value,
    char room[CONFIG_DIGITS])
{
	for (size_t i = 0; i < COUNT(keys); i++) {
		if (keys[i].reload != FIXED || number-- > 0)
			continue;
		*value = value_of(config, &keys[i], room);
		return keys[i].name;
	}
	return NULL;
}

bool
config_keys_default(struct config *config, struct error *why)
{
	char room[CONFIG_WRONG];

	*config = (struct config) { 0 };
	for (size_t i = 0; i < COUNT(keys); i++)
		for (size_t at = 0; at < COUNT(keys[i].defaults); at++) {
			const char *value = keys[i].defaults[at];
			const char *wrong = value == NULL ?
			    NULL :
			    keys[i].set(&(struct setting) { config, &keys[i],
				CONFIG_DEFAULT, value, room });
			if (wrong != NULL)
				return error_set(why, EX_OSERR, "%s: %s",
				    keys[i].name, wrong);
		}
	return true;
}

void
config_keys_settle(struct config *config)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		if (keys[i].type == NETWORKS) {
			struct config_networks *networks =
			    (void *)((char *)config + keys[i].field);
			networks_sort(&networks->set);
		}
}

void
config_keys_free(struct config *config)
{
	for (size_t i = 0; i < COUNT(keys); i++) {
		void *value = (char *)config + keys[i].field;
		char **string = value;
		struct config_networks *networks = value;
		if (keys[i].type == LIST)
			list_clear(value);
		if (keys[i].type == NETWORKS)
			networks_free(&networks->set);
		if (keys[i].type == TEXT)
			arena_free_text(*string);
	}
}

/* Returns the first of the key's values that is a relative path, or null. */
static const char *
relative_of(const struct key *key, char *const *at, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (at[i] != NULL && at[i][0] != '/' &&
		    (key->path == PATH || strchr(at[i], '/') != NULL))
			return at[i];
	return NULL;
}

const char *
config_keys_relative(const struct config *config)
{
	const char *found = NULL;

	for (size_t i = 0; i < COUNT(keys) && found == NULL; i++) {
		const void *value = (const char *)config + keys[i].field;
		const struct config_list *values = value;
		if (keys[i].path != NO_PATH)
			found = keys[i].type == LIST ?
			    relative_of(&keys[i], values->at, values->count) :
			    relative_of(&keys[i], value, 1);
	}
	return found;
}
