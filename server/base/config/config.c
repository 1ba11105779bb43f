/* The configuration: see config.h. */
#include "base/config/config.h"

#include <errno.h>
#include <glob.h>
#include <limits.h>
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
	size_t least;
	size_t most;
	const char *defaults[3]; /* the values of a list, or the only one */
};

static const char *
check_path(const char *value)
{
	(void)value; /* fits_together looks at it */
	return NULL;
}

#define BAD_MODE "mode must be octal, from 0 to 0777, such as 0660"

/* Returns the last word, if another word comes before it; else empty. */
static struct str
last_word(struct str element)
{
	size_t at = element.len;

	while (at > 0 && strchr(" \t", element.at[at - 1]) == NULL)
		at--;
	if (at == 0)
		return (struct str) { NULL, 0 };
	return (struct str) { element.at + at, element.len - at };
}

static const char *
take_mode(struct str digits, size_t *mode)
{
	size_t number = 0;

	if (digits.len == 0 || digits.len > 4)
		return BAD_MODE;
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.at[i] < '0' || digits.at[i] > '7')
			return BAD_MODE;
		number = number * 8 + (size_t)(digits.at[i] - '0');
	}
	*mode = number + 1;
	return number > 0777 ? BAD_MODE : NULL;
}

static const struct str services[SERVICES] = {
	[SERVICE_CHAT] = LIT(""),
	[SERVICE_DATE] = LIT("date"),
	[SERVICE_ECHO] = LIT("echo"),
};

/*
 * Takes a word, which must not be repeated, or be a second service; false if it
 * belongs to the address: a path may contain spaces. Sets *wrong if the word is
 * an option that cannot be.
 */
static bool
take_word(struct str word, struct listen_options *options, const char **wrong)
{
	bool *flag = str_eq(word, STR("proxy")) ? &options->proxy :
	    str_eq(word, STR("secure"))		? &options->secure :
						  NULL;
	const bool is_taken = flag != NULL && !*flag;

	if (memchr(word.at, '=', word.len) != NULL &&
	    memchr(word.at, '/', word.len) == NULL) {
		*wrong = str_skip(&word, STR("mode=")) ?
		    take_mode(word, &options->mode) :
		    "unknown word with a =: must be mode=";
		return true;
	}
	if (is_taken)
		*flag = true;
	for (size_t i = SERVICE_CHAT + 1; i < SERVICES; i++)
		if (options->service == SERVICE_CHAT &&
		    str_eq(word, services[i])) {
			options->service = (enum service)i;
			return true;
		}
	return is_taken;
}

const char *
listen_options_split(
    const char *listen, char address[ADDR_TEXT], struct listen_options *options)
{
	struct str rest = str_from(listen);
	const char *wrong = NULL;
	struct str word;

	*options = (struct listen_options) { .proxy = false };
	while (wrong == NULL && (word = last_word(rest)).len > 0 &&
	    take_word(word, options, &wrong)) {
		rest.len -= word.len;
		while (rest.len > 0 && strchr(" \t", rest.at[rest.len - 1]))
			rest.len--;
	}
	if (wrong == NULL && rest.len >= ADDR_TEXT)
		wrong = "address too long";
	if (wrong != NULL)
		return wrong;
	memcpy(address, rest.at, rest.len);
	address[rest.len] = '\0';
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
#define SWITCH(key, how, usual) \
	{ KEY(key, key, SWITCH, how), .defaults = { usual } },
#include "base/config/keys.def"
};

static struct config_list *
said_of(const struct config *config, const struct key *key)
{
	return (struct config_list *)(void *)((char *)config + key->said);
}

/* Empties a list. Its values are in the arena, where no worker sees them. */
static void
list_clear(struct config_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		arena_free_text(list->at[i]);
	arena_free(list->at, list->count * sizeof(*list->at));
	*list = (struct config_list) { .source = list->source };
}

/* Adds a copy of the value; the arena's blocks are powers of two. */
static bool
list_add(struct config_list *list, const char *value)
{
	const size_t count = list->count;
	const size_t room = (count > 0 ? 2 * count : 1) * sizeof(*list->at);
	char *copy = arena_text(value), **at = list->at;

	if ((count & (count - 1)) == 0)
		at = arena_alloc(room);
	if (copy == NULL || at == NULL) {
		arena_free_text(copy);
		if (at != list->at)
			arena_free(at, room);
		return false;
	}
	if (at != list->at && count > 0) {
		memcpy(at, list->at, count * sizeof(*at));
		arena_free(list->at, count * sizeof(*at));
	}
	list->at = at;
	list->at[list->count++] = copy;
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
	wrong = network_parse(&network, value);
	if (wrong != NULL)
		return wrong;
	return networks_add(networks, &network) ? NULL : "out of memory";
}

/*
 * Reads a whole number of those units, or a time. What is too large for 64 bits
 * becomes the largest. False if it is none.
 */
static bool
read_number(struct str text, bool is_time, uint64_t unit, uint64_t *number)
{
	char *end = NULL;
	const double seconds = is_time ? strtod(text.at, &end) : 0;

	*number = UINT64_MAX;
	if (is_time) {
		if (seconds <= (double)TIME_MOST / SEC)
			*number = (uint64_t)(seconds * (double)SEC + 0.5);
		return end != text.at && *end == '\0' && seconds >= 0;
	}
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
	if (str_to_number(text, UINT64_MAX / unit, number))
		*number *= unit;
	return text.len > 0;
}

/* Sets a number of any form, and says its bounds as a user would write them. */
static const char *
set_number(
    void *member, const struct key *key, const char *value, char wrong[WRONG])
{
	static const char *const forms[] = { [PLAIN] = "a whole number",
		[SIZE] = "a number of bytes, or end in K or M",
		[BELOW] = "from -20 to 0",
		[PAUSE] = "none, or a time in seconds, such as 0.5",
		[TIME] = "a time in seconds, such as 0.5" };
	const enum type type = key->type;
	const bool is_time = type == TIME || type == PAUSE;
	const uint64_t most =
	    type == TIME && key->most == 0 ? TIME_MOST : key->most;
	struct str digits = str_from(value);
	const char last = digits.len > 0 ? digits.at[digits.len - 1] : '\0';
	uint64_t unit = 1, number = HISTORY_SYNC_NONE;
	bool good = type != BELOW || str_skip(&digits, STR("-")) ||
	    str_eq(digits, STR("0"));

	if (type == SIZE && (last == 'K' || last == 'M')) {
		unit = last == 'K' ? 1024 : 1024 * 1024;
		digits.len--;
	}
	if (type != PAUSE || strcmp(value, "none") != 0) {
		good = good && read_number(digits, is_time, unit, &number) &&
		    (type != BELOW || number <= most);
		const uint64_t bound = number < key->least ? key->least : most;
		unit = type != SIZE || bound == 0 ? 1 :
		    bound % (1024 * 1024) == 0	  ? 1024 * 1024 :
		    bound % 1024 == 0		  ? 1024 :
						    1;
		(void)snprintf(wrong, WRONG, "must be %.10g%s%s or %s",
		    (double)bound / (is_time ? (double)SEC : (double)unit),
		    unit == 1	     ? "" :
			unit == 1024 ? "K" :
				       "M",
		    is_time ? " seconds" : "",
		    bound == most ? "less" : "more"); /* fits */
		if (good && (number < key->least || number > most))
			return wrong;
	}
	if (!good) {
		(void)snprintf(
		    wrong, WRONG, "must be %s", forms[type]); /* fits */
		return wrong;
	}
	if (type == TIME)
		*(usec *)member = number;
	else
		*(size_t *)member = (size_t)number;
	return NULL;
}

/* If it is no choice, says "must be on, off or require". */
static const char *
set_word(
    size_t *member, const struct key *key, const char *value, char wrong[WRONG])
{
	struct str rest = str_from(key->words);
	struct buf text;

	for (size_t i = 0; rest.len > 0; i++)
		if (str_eq(str_word(&rest), str_from(value))) {
			*member = i;
			return NULL;
		}
	buf_init(&text, wrong, WRONG - 1);
	rest = str_from(key->words);
	(void)BUF_CAT(&text, STR("must be "), str_word(&rest)); /* all fits */
	while (rest.len > 0) {
		const struct str word = str_word(&rest);
		(void)BUF_CAT(
		    &text, rest.len > 0 ? STR(", ") : STR(" or "), word);
	}
	wrong[buf_len(&text)] = '\0';
	return wrong;
}

/* Sets one key. Returns null, or what is wrong with the value. */
static const char *
set_value(struct config *config, const struct key *key, const char *value,
    enum config_source source, char wrong[WRONG])
{
	struct config_list *said = said_of(config, key);
	void *member = (char *)config + key->member;
	const bool is_list = key->type == LIST || key->type == NETWORKS;
	const char *bad = key->check != NULL ? key->check(value) : NULL;

	if (bad != NULL)
		return bad;
	if (!is_list || said->source != source) {
		list_clear(said);
		if (key->type == NETWORKS)
			networks_free(member);
	}
	said->source = source;
	if (said == &config->box && said->count == BOXES_MAX)
		return "too many boxes: limit 100";
	if (!list_add(said, value))
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
	case SWITCH:
		*(bool *)member = strcmp(value, "yes") == 0;
		return *(bool *)member || strcmp(value, "no") == 0 ?
		    NULL :
		    "must be yes or no";
	default:
		return set_number(member, key, value, wrong);
	}
}

static_assert(BOXES_MAX == 100 && NICE_MOST == 20, "texts say other numbers");

static const char *
set_key(struct config *config, const char *name, const char *value,
    enum config_source source, char wrong[WRONG])
{
	for (size_t i = 0; i < COUNT(keys); i++)
		if (strcmp(keys[i].name, name) == 0)
			return set_value(
			    config, &keys[i], value, source, wrong);
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

/* A file being read. */
struct source {
	struct config *config;
	struct error *why;
	const char *path;
	unsigned depth; /* 1: the first file, not included */
	char fault[2 * SHOWN + WRONG];
};

static const char *take_line(void *context, const char *key, const char *value);

/*
 * Reads a file in memory that workers do not inherit: it may contain secrets.
 * Stops at the first fault: false, with the file and the line in *why.
 */
static bool
read_from(struct source source)
{
	const struct keyfile file = { .path = source.path,
		.set = take_line,
		.context = &source,
		.room = arena_alloc(KEYFILE_ROOM) };
	bool good;

	if (file.room == NULL)
		return error_set(source.why, EX_OSERR, "cannot read %s: %s",
		    source.path, strerror(ENOMEM));
	good = keyfile_read(&file, source.why);
	arena_free(file.room, KEYFILE_ROOM);
	return good;
}

/*
 * Reads what a line includes: a file, or those of a directory that match the
 * pattern, ordered by name, of which there may be none. Returns null, or what
 * is wrong; "" if *source->why has it.
 */
static const char *
include(const struct source *source, const char *value)
{
	const char *slash = strrchr(source->path, '/'), *name;
	const int len = value[0] == '/' || slash == NULL ?
	    0 :
	    (int)(slash - source->path) + 1;
	char path[PATH_MAX];
	char *alone[] = { path };
	glob_t found = { .gl_pathc = 1, .gl_pathv = alone };
	struct source included = { .config = source->config,
		.why = source->why,
		.depth = source->depth + 1 };
	bool good = true;
	int failed = 0;

	if (source->depth == DEPTH_MAX)
		return "files included too deeply, limit 8";
	if (snprintf(path, sizeof(path), "%.*s%s", len, source->path, value) >=
	    (int)sizeof(path))
		return "path too long";
	slash = strrchr(path, '/');
	name = slash != NULL ? slash + 1 : path;
	if (strpbrk(name, "*?[") != NULL &&
	    strcspn(path, "*?[\\") >= (size_t)(name - path)) {
		found = (glob_t) { 0 };
		errno = 0; /* then ENOTDIR comes without a failure */
		failed = glob(path, GLOB_ERR, NULL, &found);
	}
	if (failed != 0 && (failed != GLOB_NOMATCH || errno == ENOTDIR))
		good = error_set(source->why,
		    errno == EACCES ? EX_NOPERM : EX_CONFIG,
		    "cannot open %s: %s", path, strerror(errno));
	for (size_t i = 0; good && failed == 0 && i < found.gl_pathc; i++) {
		included.path = found.gl_pathv[i];
		good = read_from(included);
	}
	if (found.gl_pathv != alone)
		globfree(&found);
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

static bool
read_file(struct config *config, const struct config_command_line *line,
    struct error *why)
{
	struct stat info;

	return line->file == NULL ||
	    (line->may_lack && stat(line->file, &info) != 0 &&
		(errno == ENOENT || errno == ENOTDIR)) ||
	    read_from((struct source) {
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
		const struct config_list *said = said_of(config, &keys[i]);
		const bool is_path = keys[i].check == check_path;
		if (keys[i].type != LIST && keys[i].type != TEXT)
			continue;
		for (size_t at = 0; at < said->count; at++)
			if (said->at[at][0] != '/' &&
			    (is_path || strchr(said->at[at], '/') != NULL))
				return said->at[at];
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

bool
config_load(struct config *config, const struct config_command_line *line,
    struct error *why)
{
	const bool good = set_defaults(config, why) &&
	    read_file(config, line, why) && set_options(config, line, why) &&
	    fits_together(config, line->file, why);

	if (!good)
		config_free(config);
	return good;
}

void
config_free(struct config *config)
{
	for (size_t i = 0; i < COUNT(keys); i++) {
		list_clear(said_of(config, &keys[i]));
		if (keys[i].type == NETWORKS)
			networks_free(
			    (void *)((char *)config + keys[i].member));
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

bool
config_keep_fixed(struct config *config, struct buf *names)
{
	const struct config *now = &configs.now;
	char wrong[WRONG] = "";

	for (size_t i = 0; now->max_clients > 0 && i < COUNT(keys); i++) {
		const struct key *key = &keys[i];
		const struct config_list *kept = said_of(now, key);
		struct config_list *said = said_of(config, key);
		void *member = (char *)config + key->member;
		const char *none =
		    member == &config->user ? CONFIG_USUAL_USER : "";
		if (key->reload == LIVE ||
		    strcmp(kept->count > 0 ? kept->at[0] : none,
			said->count > 0 ? said->at[0] : none) == 0)
			continue;
		(void)BUF_CAT(names, buf_len(names) > 0 ? STR(", ") : STR(""),
		    str_from(key->name)); /* what does not fit is left out */
		if (kept->count > 0) {
			if (set_value(config, key, kept->at[0], kept->source,
				wrong) != NULL)
				return false;
			continue;
		}
		list_clear(said);
		if (key->type == TEXT)
			*(char **)member = NULL;
		else
			*(size_t *)member = 0; /* none by default */
	}
	return true;
}

/* Writes "value SOURCE KEY VALUE" for each value that is not the default. */
static void
config_save(struct state *state)
{
	if (configs.now.max_clients == 0)
		return; /* none is in force */
	state_put(state, STR("in_file"), configs.now.in_file);
	for (size_t i = 0; i < COUNT(keys); i++) {
		const struct config_list *said =
		    said_of(&configs.now, &keys[i]);
		for (size_t at = 0;
		     said->source != CONFIG_DEFAULT && at < said->count; at++)
			STATE_PUT(state, STR("value"), DECIMAL(said->source),
			    str_from(keys[i].name), str_from(said->at[at]));
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
			state_wrong(state, "out of memory");
		else if (state_is(state, STR("value")))
			load_value(state);
		else if (state_is(state, STR("in_file")) &&
		    state_number(state, SIZE_MAX, &number))
			configs.now.in_file = (size_t)number;
	}
}

MODULE(config) = {
	.section = LIT("values"), .save = config_save, .load = config_load_state
};
