/* The keys of the configuration: see config_keys.h. */
#include "base/config/config_keys.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/config/config_marks.h"
#include "base/data/bucket.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "shared/str.h"

#define TIME_MAX (86400.0 * 365)
#define NICE_MOST 20

/*
 * The bounds of hash_rounds. RFC 7677 requires at least 4096; the most takes
 * more than a second for each secret (helpers/keeper_store.h).
 */
#define HASH_ROUNDS_LEAST 4096
#define HASH_ROUNDS_MOST 5000000

struct key;

/* A value being set: its key, its configuration and its source. */
struct setting {
	struct config *config;
	const struct key *key;
	enum config_source source;
	const char *value;
	char *wrong; /* CONFIG_WRONG bytes, for a message */
};

/*
 * A key of the configuration. Its setter returns null, or what is wrong with
 * the value.
 */
struct key {
	const char *name;
	const char *(*set)(const struct setting *setting);
	size_t field; /* its offset in struct config */
	size_t least;
	size_t most;
	const char *const *words; /* for set_word: ends with null */
	bool fixed; /* the value at start stays */
};

static void *
field(const struct setting *setting)
{
	return (char *)setting->config + setting->key->field;
}

void
config_list_clear(struct config_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		arena_free_text(list->at[i]);
	arena_free(list->at, list->count * sizeof(*list->at));
	*list = (struct config_list) { .source = list->source };
}

static const char *
list_add(const struct setting *setting)
{
	struct config_list *list = field(setting);
	char *copy, **at;

	if (list->source != setting->source)
		config_list_clear(list);
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

static bool
is_of_file(const struct config_marks *marks)
{
	return marks->mode > 0 || marks->owner[0] != '\0' ||
	    marks->group[0] != '\0';
}

static const char *
set_listen(const struct setting *setting)
{
	char address[ADDR_TEXT];
	struct addr addr;
	struct config_marks marks;
	const char *wrong =
	    config_split_listen(setting->value, address, &marks);

	if (wrong == NULL)
		wrong = addr_parse(&addr, address);
	if (wrong == NULL && is_of_file(&marks) && !addr_is_unix(&addr))
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

static const char *
set_oper(const struct setting *setting)
{
	if (name_spelling(str_from(setting->value)) != CODE_OK)
		return "invalid account name";
	return list_add(setting);
}

static const char *
network_add(const struct setting *setting)
{
	struct config_networks *networks = field(setting);
	struct network network;
	const char *wrong = network_parse(&network, setting->value);

	if (wrong != NULL)
		return wrong;
	return networks_add(&networks->set, &network) ? NULL : "out of memory";
}

static const char *
set_network(const struct setting *setting)
{
	struct config_networks *networks = field(setting);

	if (networks->source != setting->source)
		networks_free(&networks->set);
	networks->source = setting->source;
	return network_add(setting);
}

/* Sets a list of networks whose default is not empty, which "none" empties. */
static const char *
set_exempt(const struct setting *setting)
{
	struct config_networks *networks = field(setting);

	if (strcmp(setting->value, "none") != 0)
		return set_network(setting);
	networks_free(&networks->set);
	networks->source = setting->source;
	return NULL;
}

static const char *
set_text(const struct setting *setting)
{
	char **text = field(setting);
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

/* Sets the UDP address of the responder, written like those of listen. */
static const char *
set_responder(const struct setting *setting)
{
	struct addr addr;
	const char *wrong = addr_parse(&addr, setting->value);

	if (wrong == NULL && addr_is_unix(&addr))
		wrong = "must be a UDP address, such as 127.0.0.1:1234";
	return wrong != NULL ? wrong : set_text(setting);
}

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

static const char *
keep_number(const struct setting *setting, uint64_t number, bool is_size)
{
	const bool too_small = number < setting->key->least;
	char bound[STR_DIGITS + 2];
	size_t *value = field(setting);

	if (!too_small && number <= setting->key->most) {
		*value = (size_t)number;
		return NULL;
	}
	write_number(bound,
	    too_small ? setting->key->least : setting->key->most, is_size);
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
set_number(const struct setting *setting)
{
	uint64_t number;

	if (!read_number(str_from(setting->value), &number))
		return "must be a whole number";
	return keep_number(setting, number, false);
}

static const char *
set_max_clients(const struct setting *setting)
{
	const char *wrong = set_number(setting);

	setting->config->max_clients_given = wrong == NULL;
	return wrong;
}

/* Sets a number from -20 to 0, stored without its sign. */
static const char *
set_nice(const struct setting *setting)
{
	size_t *value = field(setting);
	const bool below = setting->value[0] == '-';
	uint64_t number;

	if (!str_to_number(
		str_from(setting->value + below), NICE_MOST, &number) ||
	    (!below && number != 0))
		return "must be from -20 to 0";
	*value = (size_t)number;
	return NULL;
}

static const char *
set_size(const struct setting *setting)
{
	struct str text = str_from(setting->value);
	uint64_t number, unit = 1;

	if (text.len > 0 && text.at[text.len - 1] == 'K')
		unit = 1024;
	if (text.len > 0 && text.at[text.len - 1] == 'M')
		unit = (uint64_t)1024 * 1024;
	text.len -= unit > 1;
	if (!read_number(text, &number))
		return "must be a number of bytes, or end in K or M";
	number = number > UINT64_MAX / unit ? UINT64_MAX : number * unit;
	return keep_number(setting, number, true);
}

static const char *
time_is_out_of_bounds(const struct setting *setting, double bound, bool above)
{
	(void)snprintf(setting->wrong, CONFIG_WRONG,
	    "must be %.10g seconds or %s", bound,
	    above ? "less" : "more"); /* fits */
	return setting->wrong;
}

static const char *
set_time(const struct setting *setting)
{
	const double least = (double)setting->key->least / SEC;
	const double most = setting->key->most > 0 ?
	    (double)setting->key->most / SEC :
	    TIME_MAX;
	usec *value = field(setting);
	char *end;
	double seconds;

	seconds = strtod(setting->value, &end);
	if (end == setting->value || *end != '\0' || isnan(seconds))
		return "must be a time in seconds, such as 0.5";
	if (!(seconds >= least))
		return time_is_out_of_bounds(setting, least, false);
	if (!(seconds <= most))
		return time_is_out_of_bounds(setting, most, true);
	*value = (usec)(seconds * (double)SEC);
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
	size_t *value = field(setting);

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
	bool *value = field(setting);

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
static const char *const time_words[] = { [LOG_TIME_AUTO] = "auto",
	[LOG_TIME_YES] = "yes",
	[LOG_TIME_NO] = "no",
	NULL };

static const char *const format_words[] = {
	[LOG_FORMAT_TEXT] = "text", [LOG_FORMAT_JSON] = "json", NULL
};

#define FIELD(name) #name, .field = offsetof(struct config, name)

static const struct key keys[] = {
	{ FIELD(listen), .set = set_listen },
	{ FIELD(group), .set = set_group },
	{ FIELD(oper), .set = set_oper },
	{ FIELD(user), .set = set_text, .fixed = true },
	{ FIELD(pid_file), .set = set_text, .fixed = true },
	{ FIELD(password_file), .set = set_text },
	{ FIELD(server_name), .set = set_label },
	{ FIELD(network), .set = set_label },
	{ FIELD(motd), .set = set_text },
	{ FIELD(password_time), .set = set_time, .most = PASSWORD_TIME_MAX },
	{ FIELD(control), .set = set_control, .fixed = true },
	{ FIELD(board), .set = set_switch, .fixed = true },
	{ FIELD(board_group), .set = set_text, .fixed = true },
	{ FIELD(nice), .set = set_nice, .fixed = true },
	{ FIELD(responder), .set = set_responder },
	{ FIELD(trusted), .set = set_network },
	{ FIELD(max_clients), .set = set_max_clients, .least = 1,
	    .most = CLIENTS_MAX },
	{ FIELD(allow), .set = set_network },
	{ FIELD(deny), .set = set_network },
	{ FIELD(exempt), .set = set_exempt },
	{ FIELD(max_per_address), .set = set_number, .most = CLIENTS_MAX },
	{ FIELD(connect_rate), .set = set_number, .most = 60000 },
	{ FIELD(login_rate), .set = set_number, .most = 60000 },
	{ FIELD(account_rate), .set = set_number, .most = 60000 },
	{ FIELD(crash_time), .set = set_time, .most = KEPT_OUT_MAX },
	{ FIELD(max_joined), .set = set_number, .least = 1,
	    .most = GROUPS_MAX },
	{ FIELD(max_groups), .set = set_number, .least = 1,
	    .most = GROUPS_MAX },
	{ FIELD(max_made), .set = set_number, .most = GROUPS_MAX },
	{ FIELD(max_made_per_address), .set = set_number, .most = GROUPS_MAX },
	{ FIELD(max_per_user), .set = set_number, .most = CLIENTS_MAX },
	{ FIELD(line_rate), .set = set_number, .most = BUCKET_MOST },
	{ FIELD(line_burst), .set = set_number, .least = 1,
	    .most = BUCKET_MOST },
	{ FIELD(byte_rate), .set = set_size, .most = BUCKET_MOST },
	{ FIELD(byte_burst), .set = set_size, .least = LIMIT_LINE,
	    .most = BUCKET_MOST },
	{ FIELD(join_rate), .set = set_number, .most = BUCKET_MOST },
	{ FIELD(rename_rate), .set = set_number, .most = BUCKET_MOST },
	{ FIELD(profile_rate), .set = set_number, .most = BUCKET_MOST },
	{ FIELD(mode_rate), .set = set_number, .most = BUCKET_MOST },
	{ FIELD(invite_rate), .set = set_number, .most = BUCKET_MOST },
	{ FIELD(peer_names), .set = set_switch },
	{ FIELD(stall_time), .set = set_time, .least = 100 * MSEC },
	{ FIELD(hold_time), .set = set_time, .least = 100 * MSEC },
	{ FIELD(grace), .set = set_time, .least = 100 * MSEC },
	{ FIELD(chunk_time), .set = set_time },
	{ FIELD(irc), .set = set_switch },
	{ FIELD(hello_time), .set = set_time },
	{ FIELD(idle_time), .set = set_time },
	{ FIELD(ping_time), .set = set_time, .least = 100 * MSEC },
	{ FIELD(queue_max), .set = set_size, .least = 64 * 1024,
	    .most = SIZE_MAX },
	{ FIELD(queue_total), .set = set_size, .least = 64 * 1024,
	    .most = SIZE_MAX },
	{ FIELD(table_max), .set = set_size, .most = MEMORY_MAX },
	{ FIELD(box_max), .set = set_size, .most = MEMORY_MAX },
	{ FIELD(accounts), .set = set_switch },
	{ FIELD(state), .set = set_text },
	{ FIELD(hash_rounds), .set = set_number, .least = HASH_ROUNDS_LEAST,
	    .most = HASH_ROUNDS_MOST },
	{ "register", .field = offsetof(struct config, registering),
	    .set = set_word, .words = register_words },
	{ FIELD(login_plaintext), .set = set_switch },
	{ FIELD(ready_fd), .set = set_number, .least = 3, .most = 65535,
	    .fixed = true },
	{ FIELD(sandbox), .set = set_word, .words = sandbox_words,
	    .fixed = true },
	{ FIELD(log_time), .set = set_word, .words = time_words },
	{ FIELD(log_format), .set = set_word, .words = format_words },
	{ FIELD(verbose), .set = set_switch },
	{ FIELD(detach), .set = set_switch, .fixed = true },
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
	const bool minus = key->set == set_nice;
	struct str digits;

	if (key->set == set_switch)
		return *(const bool *)value ? STR("yes") : STR("no");
	if (key->set == set_word)
		return str_from(key->words[*(const size_t *)value]);
	if (key->set == set_text || key->set == set_control) {
		char *const *string = value;
		return *string != NULL ? str_from(*string) : STR("");
	}
	digits = DECIMAL(*(const size_t *)value);
	room[0] = '-';
	memcpy(room + minus, digits.at, digits.len);
	return (struct str) { room, minus + digits.len };
}

const char *
config_fixed(const struct config *config, size_t number, struct str *value,
    char room[CONFIG_DIGITS])
{
	for (size_t i = 0; i < COUNT(keys); i++) {
		if (!keys[i].fixed || number-- > 0)
			continue;
		*value = value_of(config, &keys[i], room);
		return keys[i].name;
	}
	return NULL;
}
