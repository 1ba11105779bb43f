/* The configuration: see config.h. */
#include "base/config/config.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "base/config/listen_options.h"
#include "base/data/bucket.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "shared/keyfile.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "shared/str.h"

/* Set by the Makefile; other builds use the default. */
#ifndef SYSCONFDIR
#define SYSCONFDIR "/etc"
#endif

/* The deepest inclusion. It ends loops of files that include each other. */
#define DEPTH_MAX 8

/* The bytes of a value that are shown in a message, and room for one. */
#define SHOWN 100
#define WRONG 128

/* Bounds of values, which keys.def names. */
#define NICE_MOST 20
#define TIME_MOST (365 * 86400 * SEC)
/* RFC 7677 requires at least 4096; the most takes a second for a secret. */
#define HASH_ROUNDS_LEAST 4096
#define HASH_ROUNDS_MOST 5000000
#define HISTORY_DAYS_MOST 36500
#define HISTORY_SIZE_LEAST ((size_t)1024 * 1024)
#define HISTORY_SYNC_LEAST (10 * MSEC)
#define HISTORY_SYNC_MOST (3600 * SEC)
#define HISTORY_JOIN_MOST 1000

const char config_default_file[] = SYSCONFDIR "/forkcastd.conf";

static struct {
	struct config now;
} configs;

/* The kind of a key's value, which decides its C type and how it is written. */
enum type {
	LIST,
	NETWORKS,
	TEXT,
	PLAIN, /* a whole number */
	SIZE, /* bytes, or with K or M */
	BELOW, /* from -20 to 0, stored without its sign */
	PAUSE, /* a time, or "none"; a size_t */
	TIME, /* in seconds; a usec */
	WORD,
	SWITCH
};

/* What changes the value: a reload, a start, or a start and an upgrade. */
enum reload { LIVE, FIXED, AT_UPGRADE };

struct key {
	const char *name;
	size_t member; /* its offset in struct config */
	enum type type;
	enum reload reload;
	/* Returns null, or what is wrong with a text; null: any will do. */
	const char *(*check)(const char *value);
	const char *const *words; /* of a WORD: ends with null */
	size_t least;
	size_t most;
	const char *defaults[3]; /* the values of a list, or the only one */
};

/* A value being set. */
struct setting {
	struct config *config;
	const struct key *key;
	enum config_source source;
	const char *value;
	char *wrong; /* room for a message, WRONG bytes */
};

static void *
member_of(const struct setting *setting)
{
	return (char *)setting->config + setting->key->member;
}

static const char *
check_path(const char *value)
{
	(void)value; /* fits_together looks at it */
	return NULL;
}

static const char *
check_listen(const char *value)
{
	char address[ADDR_TEXT];
	struct addr addr;
	struct listen_options options;
	const char *wrong = listen_options_split(value, address, &options);

	if (wrong == NULL)
		wrong = addr_parse(&addr, address);
	if (wrong == NULL && !addr_is_unix(&addr) && options.mode > 0)
		wrong = "mode is for UNIX sockets only";
	return wrong;
}

static const char *
check_group(const char *value)
{
	return group_check(str_from(value)) == CODE_OK ? NULL :
							 "invalid group name";
}

static const char *
check_account(const char *value)
{
	return name_spelling(str_from(value)) == CODE_OK ?
	    NULL :
	    "invalid account name";
}

static const char *
check_label(const char *value)
{
	return label_check(str_from(value)) == CODE_OK ?
	    NULL :
	    "must be at most 63 bytes of letters, digits and ._-";
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

static const char *
check_responder(const char *value)
{
	char address[ADDR_TEXT];
	struct addr addr;
	struct listen_options options;
	const char *wrong = listen_options_split(value, address, &options);
	const bool echo = options.service == SERVICE_ECHO;

	if (wrong == NULL &&
	    (options.proxy || options.secure || options.mode > 0 ||
		options.service == SERVICE_DATE))
		wrong = "may only be followed by echo";
	if (wrong == NULL)
		wrong = addr_parse(&addr, address);
	if (wrong == NULL && addr_is_unix(&addr))
		wrong = "must be a UDP address, such as 127.0.0.1:1234";
	/* Elsewhere, whoever forges a sender could make it send to others. */
	if (wrong == NULL && echo && !addr_is_local(&addr))
		wrong = "echo is only for loopback addresses, such as "
			"127.0.0.1:7";
	return wrong;
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
#define KEY(key, its_member, its_type, how)                          \
	.name = #key, .member = offsetof(struct config, its_member), \
	.type = (its_type), .reload = (how)
#define BOUNDS(low, high, usual) \
	.least = (low), .most = (high), .defaults = { usual }
#define LIST(key, checked, ...)                          \
	{ KEY(key, key, LIST, LIVE), .check = (checked), \
		.defaults = { __VA_ARGS__ } },
#define NETWORKS(key, ...) \
	{ KEY(key, key, NETWORKS, LIVE), .defaults = { __VA_ARGS__ } },
#define TEXT(key, how, checked) \
	{ KEY(key, key, TEXT, how), .check = (checked) },
#define NUMBER(key, how, form, least, most, usual) \
	{ KEY(key, key, form, how), BOUNDS(least, most, usual) },
#define LIMIT(key, form, least, most, usual, ...) \
	NUMBER(key, LIVE, form, least, most, usual)
#define TIME(key, least, most, usual) \
	{ KEY(key, key, TIME, LIVE), BOUNDS(least, most, usual) },
#define WORD(key, member, how, choices, usual)             \
	{ KEY(key, member, WORD, how), .words = (choices), \
		.defaults = { usual } },
#define SWITCH(key, how, usual) \
	{ KEY(key, key, SWITCH, how), .defaults = { usual } },
#include "base/config/keys.def"
};

/* Empties a list. Its values are in the arena, where no worker sees them. */
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
	struct config_list *list = member_of(setting);
	char *copy, **at;

	if (list->source != setting->source)
		list_clear(list);
	list->source = setting->source;
	if (list == &setting->config->box && list->count == BOXES_MAX)
		return "too many boxes: limit 100";
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

static_assert(BOXES_MAX == 100, "list_add says another number");

/* A set whose default is not empty is emptied by "none". */
static const char *
add_network(const struct setting *setting)
{
	struct config_networks *networks = member_of(setting);
	struct network network;
	const char *wrong;

	if (networks->source != setting->source)
		networks_free(&networks->set);
	networks->source = setting->source;
	if (setting->key->defaults[0] != NULL &&
	    strcmp(setting->value, "none") == 0) {
		networks_free(&networks->set);
		return NULL;
	}
	wrong = network_parse(&network, setting->value);
	if (wrong != NULL)
		return wrong;
	return networks_add(&networks->set, &network) ? NULL : "out of memory";
}

static const char *
set_text(const struct setting *setting)
{
	char **text = member_of(setting);
	char *copy = arena_text(setting->value);

	if (copy == NULL)
		return "out of memory";
	arena_free_text(*text);
	*text = copy;
	return NULL;
}

/* Reads digits. A number that is too large for 64 bits becomes the largest. */
static bool
read_digits(struct str text, uint64_t unit, uint64_t *number)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
	*number = UINT64_MAX;
	if (str_to_number(text, UINT64_MAX / unit, number))
		*number *= unit;
	return text.len > 0;
}

static const char *
read_time(const char *value, uint64_t *time)
{
	char *end;
	const double seconds = strtod(value, &end);

	if (end == value || *end != '\0' || isnan(seconds) || seconds < 0)
		return "must be a time in seconds, such as 0.5";
	*time = seconds > (double)TIME_MOST / SEC ?
	    UINT64_MAX :
	    (uint64_t)(seconds * (double)SEC + 0.5);
	return NULL;
}

/* Reads a number of any form. Returns null, or what is wrong with it. */
static const char *
read_number(enum type type, const char *value, uint64_t *number)
{
	struct str digits = str_from(value);
	const char last = digits.len > 0 ? digits.at[digits.len - 1] : '\0';
	const uint64_t unit = last == 'K' ? 1024 : last == 'M' ? 1 << 20 : 1;

	switch (type) {
	case SIZE:
		digits.len -= unit > 1;
		return read_digits(digits, unit, number) ?
		    NULL :
		    "must be a number of bytes, or end in K or M";
	case TIME:
		return read_time(value, number);
	case PAUSE:
		return read_time(value, number) == NULL ?
		    NULL :
		    "must be none, or a time in seconds, such as 0.5";
	case BELOW:
		return (str_skip(&digits, STR("-")) || digits.at[0] == '0') &&
			str_to_number(digits, NICE_MOST, number) ?
		    NULL :
		    "must be from -20 to 0";
	default:
		return read_digits(digits, 1, number) ?
		    NULL :
		    "must be a whole number";
	}
}

static_assert(NICE_MOST == 20, "read_number says another number");

/* Writes a bound as a user would: a size in the largest unit it has. */
static const char *
out_of_bounds(const struct setting *setting, uint64_t bound, const char *beyond)
{
	const enum type type = setting->key->type;
	const bool is_time = type == TIME || type == PAUSE;
	const unsigned shift = type != SIZE || bound == 0 ? 0 :
	    bound % ((uint64_t)1 << 20) == 0		  ? 20 :
	    bound % ((uint64_t)1 << 10) == 0		  ? 10 :
							    0;

	if (is_time)
		(void)snprintf(setting->wrong, WRONG,
		    "must be %.10g seconds or %s", (double)bound / SEC,
		    beyond); /* fits */
	else
		(void)snprintf(setting->wrong, WRONG, "must be %llu%s or %s",
		    (unsigned long long)(bound >> shift),
		    shift == 20	    ? "M" :
			shift == 10 ? "K" :
				      "",
		    beyond); /* fits */
	return setting->wrong;
}

static const char *
set_number(const struct setting *setting)
{
	const struct key *key = setting->key;
	const uint64_t most =
	    key->type == TIME && key->most == 0 ? TIME_MOST : key->most;
	uint64_t number = 0;
	const char *wrong;

	if (key->type == PAUSE && strcmp(setting->value, "none") == 0) {
		*(size_t *)member_of(setting) = HISTORY_SYNC_NONE;
		return NULL;
	}
	wrong = read_number(key->type, setting->value, &number);
	if (wrong != NULL)
		return wrong;
	if (number < key->least)
		return out_of_bounds(setting, key->least, "more");
	if (number > most)
		return out_of_bounds(setting, most, "less");
	if (key->type == TIME)
		*(usec *)member_of(setting) = number;
	else
		*(size_t *)member_of(setting) = (size_t)number;
	if (member_of(setting) == &setting->config->max_clients)
		setting->config->max_clients_given =
		    setting->source != CONFIG_DEFAULT;
	return NULL;
}

/* If it is no choice, says "must be on, off or require". */
static const char *
set_word(const struct setting *setting)
{
	const char *const *words = setting->key->words;
	struct buf text;
	size_t i;

	for (i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], setting->value) == 0) {
			*(size_t *)member_of(setting) = i;
			return NULL;
		}
	buf_init(&text, setting->wrong, WRONG - 1);
	(void)BUF_CAT(&text, STR("must be ")); /* fits, as all does */
	for (i = 0; words[i] != NULL; i++)
		(void)BUF_CAT(&text, str_from(words[i]),
		    words[i + 1] == NULL     ? STR("") :
			words[i + 2] == NULL ? STR(" or ") :
					       STR(", "));
	setting->wrong[buf_len(&text)] = '\0';
	return setting->wrong;
}

/* Sets one key. Returns null, or what is wrong with the value. */
static const char *
set_value(const struct setting *setting)
{
	const struct key *key = setting->key;
	const char *wrong =
	    key->check != NULL ? key->check(setting->value) : NULL;

	if (wrong != NULL)
		return wrong;
	switch (key->type) {
	case LIST:
		return list_add(setting);
	case NETWORKS:
		return add_network(setting);
	case TEXT:
		return set_text(setting);
	case WORD:
		return set_word(setting);
	case SWITCH:
		*(bool *)member_of(setting) =
		    strcmp(setting->value, "yes") == 0;
		return strcmp(setting->value, "yes") == 0 ||
			strcmp(setting->value, "no") == 0 ?
		    NULL :
		    "must be yes or no";
	default:
		return set_number(setting);
	}
}

static const char *
set_key(struct config *config, const char *name, const char *value,
    enum config_source source, char wrong[WRONG])
{
	for (size_t i = 0; i < COUNT(keys); i++)
		if (strcmp(keys[i].name, name) == 0)
			return set_value(&(struct setting) {
			    config, &keys[i], source, value, wrong });
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
			const char *wrong =
			    set_value(&(struct setting) { config, &keys[i],
				CONFIG_DEFAULT, keys[i].defaults[at], room });
			if (wrong != NULL)
				return error_set(why, EX_OSERR, "%s: %s",
				    keys[i].name, wrong);
		}
	return true;
}

/* A file being read. */
struct source {
	struct config *config;
	struct error *why;
	const char *path;
	unsigned depth; /* 1: the first file, not included */
	char fault[2 * SHOWN + WRONG];
};

static bool read_from(const struct source *source);

/* Joins a directory and a name; false if the path is too long. */
static bool
join(char path[PATH_MAX], const char *directory, size_t len, const char *name)
{
	const int all =
	    snprintf(path, PATH_MAX, "%.*s%s", (int)len, directory, name);

	return all > 0 && all < PATH_MAX;
}

static size_t
directory_len(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

/* Reads an included file into the same configuration. */
static bool
read_included(const struct source *source, const char *path)
{
	const struct source included = { .config = source->config,
		.why = source->why,
		.path = path,
		.depth = source->depth + 1 };

	return read_from(&included);
}

static bool
cannot_open(const struct source *source, const char *path, int error)
{
	return error_set(source->why, error == EACCES ? EX_NOPERM : EX_CONFIG,
	    "cannot open %s: %s", path, strerror(error));
}

/*
 * Reads the files of a directory that match the pattern, ordered by name. There
 * may be none.
 */
static bool
read_directory(const struct source *source, const char *pattern)
{
	const size_t len = directory_len(pattern);
	char directory[PATH_MAX], path[PATH_MAX];
	struct dirent **entries;
	bool good = true;
	int count;

	(void)join(directory, pattern, len, ""); /* fits */
	count = scandir(directory, &entries, NULL, alphasort);
	if (count == -1)
		return cannot_open(source, directory, errno);
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		if (good && fnmatch(pattern + len, name, FNM_PERIOD) == 0)
			good = join(path, pattern, len, name) ?
			    read_included(source, path) :
			    cannot_open(source, name, ENAMETOOLONG);
		free(entries[i]);
	}
	free(entries);
	return good;
}

/*
 * Reads what a line includes. Returns null, or what is wrong; "" if
 * *source->why has it.
 */
static const char *
include(const struct source *source, const char *value)
{
	const size_t len = value[0] == '/' ? 0 : directory_len(source->path);
	char path[PATH_MAX];
	bool good;

	if (source->depth == DEPTH_MAX)
		return "files included too deeply, limit 8";
	if (!join(path, source->path, len, value))
		return "path too long";
	good = strpbrk(path + directory_len(path), "*?[") != NULL ?
	    read_directory(source, path) :
	    read_included(source, path);
	return good ? NULL : "";
}

/*
 * Takes a line of a file. What is wrong is written as "KEY VALUE: WRONG",
 * without control characters, which could harm a terminal.
 */
static const char *
take_line(void *context, const char *key, const char *value)
{
	struct source *source = context;
	const bool includes = strcmp(key, "include") == 0;
	char room[WRONG];
	const char *wrong = includes ?
	    include(source, value) :
	    set_key(source->config, key, value, CONFIG_FILE, room);

	source->config->in_file += !includes;
	if (wrong == NULL || wrong[0] == '\0')
		return wrong;
	(void)snprintf(source->fault, sizeof(source->fault), "%.40s %.*s%s: %s",
	    key, SHOWN, value, strlen(value) > SHOWN ? "..." : "",
	    wrong); /* fits */
	for (char *at = source->fault; *at != '\0'; at++)
		if ((unsigned char)*at < ' ' || *at == '\177')
			*at = '?';
	return source->fault;
}

/*
 * Reads a file in memory that workers do not inherit: it may contain secrets.
 * Stops at the first fault: false, with the file and the line in *why.
 */
static bool
read_from(const struct source *source)
{
	struct source context = *source;
	const struct keyfile file = { .path = source->path,
		.set = take_line,
		.context = &context,
		.room = arena_alloc(KEYFILE_ROOM) };
	bool good;

	if (file.room == NULL)
		return error_set(source->why, EX_OSERR, "cannot read %s: %s",
		    source->path, strerror(ENOMEM));
	good = keyfile_read(&file, source->why);
	arena_free(file.room, KEYFILE_ROOM);
	return good;
}

static bool
read_file(struct config *config, const struct config_command_line *line,
    struct error *why)
{
	struct stat info;

	return line->file == NULL ||
	    (line->may_lack && stat(line->file, &info) != 0 &&
		(errno == ENOENT || errno == ENOTDIR)) ||
	    read_from(&(struct source) {
		.config = config, .why = why, .path = line->file, .depth = 1 });
}

static bool
set_options(struct config *config, const struct config_command_line *line,
    struct error *why)
{
	char room[WRONG];

	for (size_t i = 0; i < line->count; i++) {
		const struct config_option *option = &line->option[i];
		const char *wrong = set_key(
		    config, option->key, option->value, CONFIG_OPTION, room);
		if (wrong != NULL)
			return error_set(why, EX_USAGE, "%s %s: %s",
			    option->key, option->value, wrong);
	}
	return true;
}

/* Returns a value that is a relative path, or null. */
static const char *
find_relative(const struct config *config)
{
	for (size_t i = 0; i < COUNT(keys); i++) {
		const void *member = (const char *)config + keys[i].member;
		const struct config_list *list = member;
		char *const *at = keys[i].type == LIST ? list->at : member;
		const size_t count = keys[i].type == LIST ? list->count :
		    keys[i].type == TEXT && *at != NULL	  ? 1 :
							    0;
		for (size_t value = 0; value < count; value++)
			if (at[value][0] != '/' &&
			    (keys[i].check == check_path ||
				strchr(at[value], '/') != NULL))
				return at[value];
	}
	return NULL;
}

/* Checks values against each other. */
static bool
fits_together(const struct config *config, const char *file, struct error *why)
{
	/* A detached server runs in /, where it would name another file. */
	const char *path =
	    file != NULL && file[0] != '/' ? file : find_relative(config);

	if (config->group.count > config->max_groups)
		return error_set(why, EX_CONFIG,
		    "group: %zu groups, but max_groups is %zu",
		    config->group.count, config->max_groups);
	if (config->responder != NULL && !config->board)
		return error_set(why, EX_CONFIG,
		    "responder: needs the scoreboard: remove \"board no\" or "
		    "responder");
	if (config->history != HISTORY_NO && config->state == NULL)
		return error_set(why, EX_CONFIG,
		    "history: needs a directory for its files: set \"state\", "
		    "or remove history");
	if (config->detach && path != NULL)
		return error_set(why, EX_USAGE,
		    "cannot detach: %s is not an absolute path", path);
	return true;
}

/* Readies the values for use. To be called after the last one is set. */
static void
settle(struct config *config)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		if (keys[i].type == NETWORKS)
			networks_sort(&(
			    (struct config_networks *)(void *)((char *)config +
				keys[i].member))
					   ->set);
}

bool
config_load(struct config *config, const struct config_command_line *line,
    struct error *why)
{
	bool good = set_defaults(config, why) && read_file(config, line, why) &&
	    set_options(config, line, why) &&
	    fits_together(config, line->file, why);

	if (good)
		settle(config);
	else
		config_free(config);
	return good;
}

void
config_free(struct config *config)
{
	for (size_t i = 0; i < COUNT(keys); i++) {
		void *member = (char *)config + keys[i].member;
		struct config_networks *networks = member;
		if (keys[i].type == LIST)
			list_clear(member);
		if (keys[i].type == NETWORKS)
			networks_free(&networks->set);
		if (keys[i].type == TEXT)
			arena_free_text(*(char **)member);
	}
	*config = (struct config) { 0 };
}

const struct config *
config_now(void)
{
	return &configs.now;
}

void
config_use(const struct config *config)
{
	config_free(&configs.now);
	configs.now = *config;
}

/* Room for a value that is not a text. */
#define VALUE_ROOM (NETWORK_TEXT + STR_DIGITS + 8)

/*
 * Writes a value as it would be written in a file: of a list, the one with that
 * number. Null if there is none.
 */
static const char *
value_of(const struct config *config, const struct key *key, size_t number,
    char room[VALUE_ROOM])
{
	const void *member = (const char *)config + key->member;
	const struct config_list *list = member;
	const struct config_networks *networks = member;
	const uint64_t amount = key->type == TIME  ? *(const usec *)member :
	    key->type < PLAIN || key->type > PAUSE ? 0 :
						     *(const size_t *)member;

	if (key->type == LIST)
		return number < list->count ? list->at[number] : NULL;
	if (key->type == NETWORKS && number < networks->set.count) {
		const struct str text =
		    NETWORK_STR(&networks->set.at[number].network);
		memcpy(room, text.at, text.len);
		room[text.len] = '\0';
		return room;
	}
	if (number > 0)
		return NULL;
	switch (key->type) {
	case NETWORKS:
		return key->defaults[0] != NULL ? "none" : NULL;
	case TEXT:
		return *(char *const *)member;
	case WORD:
		return key->words[*(const size_t *)member];
	case SWITCH:
		return *(const bool *)member ? "yes" : "no";
	case TIME:
	case PAUSE:
		if (key->type == PAUSE && amount == HISTORY_SYNC_NONE)
			return "none";
		(void)snprintf(room, VALUE_ROOM, "%llu.%06llu",
		    (unsigned long long)(amount / SEC),
		    (unsigned long long)(amount % SEC)); /* fits */
		return room;
	default:
		if (amount < key->least)
			return NULL; /* it was never set */
		(void)snprintf(room, VALUE_ROOM, "%s%llu",
		    key->type == BELOW ? "-" : "",
		    (unsigned long long)amount); /* fits */
		return room;
	}
}

/* Gives one key of the configuration the value in force. False: no memory. */
static bool
keep(struct config *config, const struct key *key, const char *kept)
{
	void *member = (char *)config + key->member;
	char wrong[WRONG] = "";

	if (kept != NULL)
		return set_value(&(struct setting) {
			   config, key, CONFIG_FILE, kept, wrong }) == NULL;
	if (key->type == TEXT) {
		arena_free_text(*(char **)member);
		*(char **)member = NULL;
	} else {
		*(size_t *)member = 0; /* a number that is none by default */
	}
	return true;
}

/* Returns whether the values of a key mean the same; null: there is none. */
static bool
is_same(const struct key *key, const char *one, const char *other)
{
	const char *none = key->member == offsetof(struct config, user) ?
	    CONFIG_USUAL_USER :
	    "";

	return strcmp(one != NULL ? one : none, other != NULL ? other : none) ==
	    0;
}

bool
config_keep_fixed(struct config *config, bool upgrade, struct buf *names)
{
	const struct config *now = &configs.now;
	char room[VALUE_ROOM], now_room[VALUE_ROOM];

	if (now->max_clients == 0)
		return true; /* none is in force */
	for (size_t i = 0; i < COUNT(keys); i++) {
		const struct key *key = &keys[i];
		const char *kept = value_of(now, key, 0, now_room);
		if (key->reload == LIVE ||
		    (key->reload == AT_UPGRADE && upgrade) ||
		    is_same(key, value_of(config, key, 0, room), kept))
			continue;
		(void)BUF_CAT(names, buf_len(names) > 0 ? STR(", ") : STR(""),
		    str_from(key->name)); /* what does not fit is left out */
		if (!keep(config, key, kept))
			return false;
	}
	return true;
}

bool
config_wants_journal(const struct config *config)
{
	return config->state != NULL;
}

/*
 * The source of a value, as a list or max_clients has it. The others are saved
 * in any case.
 */
static enum config_source
source_of(const struct config *config, const struct key *key)
{
	const void *member = (const char *)config + key->member;

	if (key->type == LIST)
		return ((const struct config_list *)member)->source;
	if (key->type == NETWORKS)
		return ((const struct config_networks *)member)->source;
	return member != &config->max_clients || config->max_clients_given ?
	    CONFIG_FILE :
	    CONFIG_DEFAULT;
}

/* Writes "value SOURCE KEY VALUE" for each value that is not the default. */
static void
config_save(struct state *state)
{
	char room[VALUE_ROOM];
	const char *value;

	if (configs.now.max_clients == 0)
		return; /* none is in force */
	state_put(state, STR("in_file"), configs.now.in_file);
	for (size_t i = 0; i < COUNT(keys); i++) {
		const enum config_source source =
		    source_of(&configs.now, &keys[i]);
		if (source == CONFIG_DEFAULT)
			continue;
		for (size_t at = 0; (value = value_of(&configs.now, &keys[i],
					 at, room)) != NULL;
		     at++)
			STATE_PUT(state, STR("value"), DECIMAL(source),
			    str_from(keys[i].name), str_from(value));
	}
}

/* Takes the source, the key and the value of a line. */
static void
load_value(struct state *state)
{
	char room[WRONG];
	char *text = state_text(state, KEYFILE_LONGEST + 64);
	char *key, *value = NULL;

	if (text == NULL)
		return; /* noted */
	key = strchr(text, ' ');
	if (key != NULL)
		value = strchr(++key, ' ');
	if (value == NULL) {
		state_wrong(state, "no value");
	} else {
		*value = '\0';
		const enum config_source source =
		    text[0] == '0' + CONFIG_OPTION ? CONFIG_OPTION :
						     CONFIG_FILE;
		const char *wrong =
		    set_key(&configs.now, key, value + 1, source, room);
		*value = ' ';
		if (wrong != NULL)
			state_wrong(state, wrong);
	}
	arena_free_text(text);
}

static void
config_load_state(struct state *state)
{
	uint64_t number;
	struct error why;

	while (state_next(state)) {
		if (configs.now.max_clients == 0 &&
		    !set_defaults(&configs.now, &why))
			state_no_memory(state);
		else if (state_is(state, STR("value")))
			load_value(state);
		else if (state_is(state, STR("in_file")) &&
		    state_number(state, SIZE_MAX, &number))
			configs.now.in_file = (size_t)number;
	}
	settle(&configs.now);
}

MODULE(config) = {
	.section = LIT("values"), .save = config_save, .load = config_load_state
};
