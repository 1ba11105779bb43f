/* The configuration: see config.h. */
#include "base/config/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "base/data/bucket.h"
#include "base/data/rows.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "shared/keyfile.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "shared/str.h"
#include "shared/usage.h"

/* Set by the Makefile; other builds use the default. */
#ifndef SYSCONFDIR
#define SYSCONFDIR "/etc"
#endif

/* The bytes of a value that are shown in a message, and room for one. */
#define SHOWN 100
#define WRONG 128

/* Bounds of values, which keys.def names. */
#define NICE_MOST 20 /* a text says so, too */
#define TIME_MOST (365 * 86400 * SEC)
/* RFC 7677 requires at least 4096; the most takes a second for a secret. */
#define HASH_ROUNDS_LEAST 4096
#define HASH_ROUNDS_MOST 5000000
#define HISTORY_DAYS_MOST 36500
#define HISTORY_SIZE_LEAST ((size_t)1024 * 1024)
#define HISTORY_SYNC_MOST (3600 * SEC)
#define HISTORY_JOIN_MOST 1000

const char config_default_file[] = SYSCONFDIR "/forkcastd.conf";

static struct config in_force;

/* The kind of a key's value, which decides its C type and how it is written. */
enum type {
	LIST,
	NETWORKS,
	TEXT,
	PLAIN, /* a whole number */
	SIZE, /* bytes, or with K or M */
	BELOW, /* from -20 to 0, stored without its sign */
	TIME, /* in seconds; a usec */
	WORD
};

/* What changes the value: a reload, or only a start. */
enum reload { LIVE, FIXED };

struct key {
	const char *name;
	size_t said; /* the offset of its values as they were said */
	size_t member; /* that of its value in its own type, unless a LIST */
	enum type type;
	enum reload reload;
	/* Returns null, or what is wrong with a text; null: any will do. */
	const char *(*check)(const char *value);
	const char *words; /* of a WORD: the choices, by their numbers */
	uint64_t least;
	uint64_t most;
	const char *defaults[3]; /* the values of a list, or the only one */
};

/* Reads an octal number, and adds 1 to it. */
static const char *
take_mode(struct str digits, size_t *mode)
{
	size_t number = digits.len > 0 && digits.len <= 4 ? 0 : SIZE_MAX;

	for (size_t i = 0; i < digits.len && number <= 0777; i++)
		number = digits.at[i] >= '0' && digits.at[i] <= '7' ?
		    number * 8 + (size_t)(digits.at[i] - '0') :
		    SIZE_MAX;
	*mode = number + 1;
	return number <= 0777 ?
	    NULL :
	    "mode must be octal, from 0 to 0777, such as 0660";
}

const char *
config_split_listen(
    const char *listen, char address[ADDR_TEXT], struct listen_options *options)
{
	const char *wrong = NULL, *at = listen;
	size_t len = strcspn(at, " \t");

	*options = (struct listen_options) { .proxy = false };
	if (len >= ADDR_TEXT)
		return "address too long";
	memcpy(address, at, len);
	address[len] = '\0';
	for (at += len; wrong == NULL && *(at += strspn(at, " \t")) != '\0';
	     at += len) {
		struct str word = { at, len = strcspn(at, " \t") };
		if (str_eq(word, STR("proxy")))
			options->proxy = true;
		else if (str_eq(word, STR("secure")))
			options->secure = true;
		else if (str_eq(word, STR("forwarded")))
			options->forwarded = true;
		else
			wrong = str_skip(&word, STR("mode=")) ?
			    take_mode(word, &options->mode) :
			    "words after the address must be proxy or "
			    "forwarded, secure or mode=MODE";
	}
	if (options->forwarded && options->proxy)
		return "proxy and forwarded exclude each other";
	options->proxy = options->proxy || options->forwarded;
	return wrong;
}

static const char *
check_listen(const char *value)
{
	char address[ADDR_TEXT];
	struct addr addr;
	struct listen_options options;
	const char *wrong = config_split_listen(value, address, &options);

	if (wrong == NULL)
		wrong = addr_parse(&addr, address);
	if (wrong == NULL && !addr_is_unix(&addr) && options.mode > 0)
		wrong = "mode is for UNIX sockets only";
	if (wrong == NULL && addr.to.any.sa_family == AF_INET6 &&
	    IN6_IS_ADDR_V4MAPPED(&addr.to.v6.sin6_addr))
		wrong = "an IPv4 address has no ::ffff: and no brackets";
	return wrong;
}

/* A check of a value that has a function of shared/. */
#define CHECK(name, fits, what)                                          \
	static const char *name(const char *value)                       \
	{                                                                \
		return fits(str_from(value)) == CODE_OK ? NULL : (what); \
	}
CHECK(check_group, group_check, "invalid group name")
CHECK(check_account, name_spelling, "invalid account name")
CHECK(check_label, label_check,
    "must be at most 63 bytes of letters, digits and ._-")

/*
 * They all fit in one line of IRC. Each is named by whoever has defined it, as
 * none of the server's own is.
 */
static const char *
check_isupport(const char *value)
{
	struct str rest = str_from(value), word, name;
	bool is_good = true;
	size_t count = 0;

	for (size_t i = 0; i < rest.len; i++)
		if (rest.at[i] < ' ' || rest.at[i] > '~')
			return "must be words of ASCII";
	do {
		word = str_word(&rest);
		name = str_cut(&word, '=');
		is_good = name.len > 0 && strchr(":-", name.at[0]) == NULL &&
		    memchr(name.at, '/', name.len) != NULL;
		count++;
	} while (is_good && rest.at != NULL);
	return is_good && count <= 12 && strlen(value) <= LIMIT_ISUPPORT ?
	    NULL :
	    "must be at most 12 words of together 300 bytes, with one space "
	    "between, and names such as example.org/WORD";
}

/* As a browser says it: a scheme, a host, and a port if it is not the usual. */
static const char *
check_origin(const char *value)
{
	const char *host = strstr(value, "://");

	return host != NULL && host != value && host[3] != '\0' &&
		strcspn(host + 3, "/ \t") == strlen(host + 3) ?
	    NULL :
	    "must be like https://chat.example.org";
}

/* The path is recognised by its "/", as in listen. */
static const char *
check_control(const char *value)
{
	struct addr addr;

	if (strcmp(value, "off") == 0)
		return NULL;
	if (strchr(value, '/') == NULL)
		return "must be a path with a \"/\", or off";
	return addr_parse(&addr, value) == NULL ? NULL : "path too long";
}

static const struct key keys[] = {
#define KEY(key, its_member, its_type, how)                                \
	.name = #key, .said = offsetof(struct config, key##_said),         \
	.member = offsetof(struct config, its_member), .type = (its_type), \
	.reload = (how)
#define LIST(key, checked, ...)                       \
	{ .name = #key,                               \
		.said = offsetof(struct config, key), \
		.type = LIST,                         \
		.check = (checked),                   \
		.defaults = { __VA_ARGS__ } },
#define NETWORKS(key, ...) \
	{ KEY(key, key, NETWORKS, LIVE), .defaults = { __VA_ARGS__ } },
#define TEXT(key, how, checked) \
	{ KEY(key, key, TEXT, how), .check = (checked) },
#define NUMBER(key, how, form, low, high, usual)                    \
	{ KEY(key, key, form, how), .least = (low), .most = (high), \
		.defaults = { usual } },
#define LIMIT(key, form, least, most, usual, ...) \
	NUMBER(key, LIVE, form, least, most, usual)
#define TIME(key, least, most, usual) \
	NUMBER(key, LIVE, TIME, least, most, usual)
#define WORD(key, member, how, choices, usual)             \
	{ KEY(key, member, WORD, how), .words = (choices), \
		.defaults = { usual } },
#include "base/config/keys.def"
};

static struct config_list *
said_of(const struct config *config, const struct key *key)
{
	return (struct config_list *)(void *)((char *)config + key->said);
}

/* Takes away the key's values, which are in the arena: no worker sees them. */
static void
clear(struct config *config, const struct key *key)
{
	struct config_list *said = said_of(config, key);
	void *member = (char *)config + key->member;

	for (size_t i = 0; i < said->count; i++)
		arena_free_text(said->at[i]);
	arena_free(said->at, said->room * sizeof(*said->at));
	*said = (struct config_list) { .source = said->source };
	if (key->type == NETWORKS)
		networks_free(member);
	else if (key->type == TEXT)
		*(char **)member = NULL;
	else if (key->type == PLAIN)
		*(size_t *)member = 0;
}

/* Adds a copy of the value; false if there is no memory. */
static bool
said_add(struct config_list *list, const char *value)
{
	char **at =
	    array_grow(list->at, list->count, &list->room, sizeof(*list->at));

	if (at == NULL)
		return false;
	list->at = at;
	at[list->count] = arena_text(value);
	if (at[list->count] == NULL)
		return false;
	list->count++;
	return true;
}

/* A set whose default is not empty is emptied by "none". */
static const char *
add_network(struct networks *networks, const struct key *key, const char *value)
{
	struct network network;
	const char *wrong;

	if (key->defaults[0] != NULL && strcmp(value, "none") == 0) {
		networks_free(networks);
		return NULL;
	}
	wrong = network_read(&network, str_from(value));
	if (wrong != NULL)
		return wrong;
	return networks_add(networks, &network) ? NULL : "out of memory";
}

/*
 * Reads a number in the form of its type. What is too large for 64 bits becomes
 * the largest. False if it has another form.
 */
static bool
read_number(const char *value, enum type type, uint64_t *number)
{
	struct str digits = str_from(value);
	uint64_t unit = 1;

	*number = UINT64_MAX;
	if (type == TIME) {
		char *end;
		const double seconds = strtod(value, &end);
		if (end == value || *end != '\0' || !(seconds >= 0))
			return false;
		if (seconds <= (double)TIME_MOST / SEC)
			*number = (uint64_t)(seconds * (double)SEC + 0.5);
		return true;
	}
	if (type == BELOW && !str_skip(&digits, STR("-")) &&
	    !str_eq(digits, STR("0")))
		return false;
	if (type == SIZE && digits.len > 0) {
		const char last = digits.at[--digits.len];
		unit = last == 'K' ? 1024 : last == 'M' ? 1024 * 1024 : 1;
		digits.len += unit == 1;
	}
	for (size_t i = 0; i < digits.len; i++)
		if (digits.at[i] < '0' || digits.at[i] > '9')
			return false;
	if (str_to_number(digits, UINT64_MAX / unit, number))
		*number *= unit;
	return digits.len > 0 && (type != BELOW || *number <= NICE_MOST);
}

/* Sets a number of any form, within its bounds. */
static const char *
set_number(
    void *member, const struct key *key, const char *value, char wrong[WRONG])
{
	static const char *const forms[] = { [PLAIN] = "a whole number",
		[SIZE] = "a number of bytes, or end in K or M",
		[BELOW] = "from -20 to 0",
		[TIME] = "a time in seconds, such as 0.5" };
	const bool is_time = key->type == TIME;
	uint64_t number;

	if (!read_number(value, key->type, &number)) {
		(void)snprintf(wrong, WRONG, "must be %s", forms[key->type]);
		return wrong;
	}
	if (number < key->least || number > key->most) {
		const bool low = number < key->least;
		const double bound = (double)(low ? key->least : key->most);
		(void)snprintf(wrong, WRONG, "must be %.12g%s or %s",
		    is_time ? bound / SEC : bound, is_time ? " seconds" : "",
		    low ? "more" : "less");
		return wrong;
	}
	if (is_time)
		*(usec *)member = number;
	else
		*(size_t *)member = (size_t)number;
	return NULL;
}

static const char *
set_word(
    size_t *member, const struct key *key, const char *value, char wrong[WRONG])
{
	struct str rest = str_from(key->words);

	for (size_t i = 0; rest.len > 0; i++)
		if (str_eq(str_word(&rest), str_from(value))) {
			*member = i;
			return NULL;
		}
	(void)snprintf(wrong, WRONG, "must be one of: %s", key->words);
	return wrong;
}

/* Sets one key. Returns null, or what is wrong with the value. */
static const char *
set_value(struct config *config, const struct key *key, const char *value,
    enum config_source source, char wrong[WRONG])
{
	struct config_list *said = said_of(config, key);
	void *member = (char *)config + key->member;
	const char *bad = key->check != NULL ? key->check(value) : NULL;

	if (bad != NULL)
		return bad;
	if ((key->type != LIST && key->type != NETWORKS) ||
	    said->source != source)
		clear(config, key);
	said->source = source;
	config->in_file = config->in_file || source == CONFIG_FILE;
	if (!said_add(said, value))
		return "out of memory";
	switch (key->type) {
	case LIST:
		return NULL;
	case NETWORKS:
		return add_network(member, key, value);
	case TEXT:
		*(char **)member = said->at[0];
		return NULL;
	case WORD:
		return set_word(member, key, value, wrong);
	default:
		return set_number(member, key, value, wrong);
	}
}

static const char *
set_key(struct config *config, struct str name, const char *value,
    enum config_source source, char wrong[WRONG])
{
	for (size_t i = 0; i < COUNT(keys); i++)
		if (str_eq(name, str_from(keys[i].name)))
			return set_value(
			    config, &keys[i], value, source, wrong);
	for (size_t i = 0; i < COUNT(keys); i++)
		if (usage_is_near(name.at, keys[i].name)) {
			(void)snprintf(wrong, WRONG,
			    "unknown key; did you mean %s?", keys[i].name);
			return wrong;
		}
	return "unknown key";
}

static bool
set_defaults(struct config *config, struct error *why)
{
	char room[WRONG];

	*config = (struct config) { 0 };
	for (size_t i = 0; i < COUNT(keys); i++)
		for (size_t at = 0; at < COUNT(keys[i].defaults) &&
		     keys[i].defaults[at] != NULL;
		     at++) {
			const char *wrong = set_value(config, &keys[i],
			    keys[i].defaults[at], CONFIG_DEFAULT, room);
			if (wrong != NULL)
				return error_set(why, EX_OSERR, "%s: %s",
				    keys[i].name, wrong);
		}
	return true;
}

/* The file being read. */
struct source {
	struct config *config;
	char fault[2 * SHOWN + WRONG];
};

/* Takes a line of the file. What is wrong is written as "KEY VALUE: WRONG". */
static const char *
take_setting(void *context, const char *key, const char *value)
{
	struct source *source = context;
	char room[WRONG];
	const char *wrong =
	    set_key(source->config, str_from(key), value, CONFIG_FILE, room);

	if (wrong == NULL)
		return NULL;
	(void)snprintf(source->fault, sizeof(source->fault), "%.40s %.*s%s: %s",
	    key, SHOWN, value, strlen(value) > SHOWN ? "..." : "", wrong);
	return source->fault;
}

/*
 * Reads the file in memory that workers do not inherit: it may contain secrets.
 * Stops at the first fault: false, with the file and the line in *why.
 */
static bool
read_file(struct config *config, const struct config_command_line *line,
    struct error *why)
{
	struct source source = { .config = config };
	struct keyfile file = {
		.path = line->file, .set = take_setting, .context = &source
	};
	struct stat info;

	if (line->file == NULL ||
	    (line->may_lack && stat(line->file, &info) != 0 &&
		(errno == ENOENT || errno == ENOTDIR)))
		return true;
	file.room = arena_alloc(KEYFILE_ROOM);
	if (file.room == NULL)
		return error_set(why, EX_OSERR, "cannot read %s: %s",
		    line->file, strerror(ENOMEM));
	const bool good = keyfile_read(&file, why);
	arena_free(file.room, KEYFILE_ROOM);
	return good;
}

static bool
set_options(struct config *config, const struct config_command_line *line,
    struct error *why)
{
	char room[WRONG];

	for (size_t i = 0; i < line->count; i++) {
		const struct config_option *option = &line->option[i];
		const char *wrong = set_key(config, str_from(option->key),
		    option->value, CONFIG_OPTION, room);
		if (wrong != NULL)
			return error_set(why, EX_USAGE, "%s %s: %s",
			    option->key, option->value, wrong);
	}
	return true;
}

/* Returns whether the names for browsers fit, with a space behind each. */
static bool
fits_web(const struct config *config)
{
	size_t len = 0;

	for (size_t i = 0; i < config->web_host.count; i++)
		len += strlen(config->web_host.at[i]) + 1;
	for (size_t i = 0; i < config->origin.count; i++)
		len += strlen(config->origin.at[i]) + 1;
	return len <= CONFIG_WEB;
}

/* Checks values against each other, and the sizes of lists. */
static bool
fits_together(const struct config *config, struct error *why)
{
	if (config->group.count > config->max_groups)
		return error_set(why, EX_CONFIG,
		    "group: %zu groups, but max_groups is %zu",
		    config->group.count, config->max_groups);
	if (!fits_web(config))
		return error_set(why, EX_CONFIG,
		    "web_host: too many names with those of origin, limit %d "
		    "bytes",
		    CONFIG_WEB);
	if (config->history != HISTORY_NO && config->state == NULL)
		return error_set(why, EX_CONFIG,
		    "history: needs a directory for its files: set \"state\", "
		    "or remove history");
	return true;
}

bool
config_load(struct config *config, const struct config_command_line *line,
    struct error *why)
{
	const bool good = set_defaults(config, why) &&
	    read_file(config, line, why) && set_options(config, line, why) &&
	    fits_together(config, why);

	if (!good)
		config_free(config);
	return good;
}

void
config_free(struct config *config)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		clear(config, &keys[i]);
	*config = (struct config) { 0 };
}

bool
config_list_has(const struct config_list *list, struct str name)
{
	for (size_t i = 0; i < list->count; i++)
		if (str_caseeq(str_from(list->at[i]), name))
			return true;
	return false;
}

const struct config *
config_now(void)
{
	return &in_force;
}

void
config_use(const struct config *config)
{
	config_free(&in_force);
	in_force = *config;
}

bool
config_keep_fixed(struct config *config, struct buf *names)
{
	const struct config *now = &in_force;
	char wrong[WRONG];

	for (size_t i = 0; now->max_clients > 0 && i < COUNT(keys); i++) {
		const struct key *key = &keys[i];
		const struct config_list *kept = said_of(now, key);
		const struct config_list *said = said_of(config, key);
		const char *none =
		    said == &config->user_said ? CONFIG_USUAL_USER : "";
		if (key->reload == LIVE ||
		    strcmp(kept->count > 0 ? kept->at[0] : none,
			said->count > 0 ? said->at[0] : none) == 0)
			continue;
		(void)BUF_CAT(names, buf_len(names) > 0 ? STR(", ") : STR(""),
		    str_from(key->name)); /* what does not fit is left out */
		clear(config, key);
		if (kept->count > 0 &&
		    set_value(config, key, kept->at[0], kept->source, wrong) !=
			NULL)
			return false;
	}
	return true;
}

/*
 * Writes "KEY VALUE" for each value that is not the default, behind its source.
 */
static void
config_save(struct state *state)
{
	for (size_t i = 0; i < COUNT(keys); i++) {
		const struct config_list *said = said_of(&in_force, &keys[i]);
		if (said->source == CONFIG_DEFAULT)
			continue;
		state_put(state, STR("source"), said->source);
		for (size_t at = 0; at < said->count; at++)
			STATE_PUT(state, str_from(keys[i].name),
			    str_from(said->at[at]));
	}
}

static void
config_load_state(struct state *state)
{
	uint64_t source = CONFIG_FILE;
	char text[KEYFILE_LONGEST + 1], room[WRONG];
	const char *wrong;
	struct error why;

	if (in_force.max_clients == 0 && !set_defaults(&in_force, &why))
		state_wrong(state, "out of memory");
	while (state_next(state)) {
		if (state_is(state, STR("source"))) {
			(void)state_number(state, CONFIG_OPTION, &source);
			continue; /* a wrong one is noted */
		}
		if (!state_text(state, text, sizeof(text)))
			return; /* noted */
		wrong = set_key(&in_force, state->key, text,
		    (enum config_source)source, room);
		if (wrong != NULL)
			state_wrong(state, wrong);
	}
}

MODULE(config) = {
	.section = LIT("values"), .save = config_save, .load = config_load_state
};
