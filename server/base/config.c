/* Reading the configuration: see config.h. */
#include "base/config.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/arena.h"
#include "base/bucket.h"
#include "base/limits.h"
#include "shared/keyfile.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "shared/str.h"

#define TIME_MAX (86400.0 * 365)

/*
 * RFC 7677 wants 4096 of them at least; with the most each takes a second and
 * more (helpers/keeper_store.h).
 */
#define HASH_ROUNDS_LEAST 4096
#define HASH_ROUNDS_MOST 5000000

struct key;

/* A value being set: which key of which configuration, and by whom. */
struct setting {
	struct config *config;
	const struct key *key;
	enum config_source source;
	const char *value;
};

/* A setter returns null, or what is wrong with the value. */
struct key {
	const char *name;
	const char *(*set)(const struct setting *setting);
	size_t field; /* its offset in struct config */
	size_t least;
	size_t most;
	const char *const *words; /* for set_word: ends with null */
};

/* To be saved: nothing; the file and the command line are read again. */
static struct {
	struct config now;
} configs;

static void *
field(const struct setting *setting)
{
	return (char *)setting->config + setting->key->field;
}

/* Values are kept in the arena: who made a group is no matter of workers. */
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
	struct config_list *list = field(setting);
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

/* The length of what stands before the blanks and that word at the end. */
static size_t
before_last(const char *value, size_t whole, const char *word)
{
	const size_t len = strlen(word);
	size_t before = whole > len ? whole - len : 0;

	if (before == 0 || strncmp(value + before, word, len) != 0 ||
	    strchr(" \t", value[before - 1]) == NULL)
		return whole;
	while (before > 0 && strchr(" \t", value[before - 1]) != NULL)
		before--;
	return before;
}

/* Takes that word off the end, if it is there and was not before. */
static bool
take_mark(const char *value, size_t *len, const char *word, bool *mark)
{
	const size_t before = before_last(value, *len, word);

	if (*mark || before == *len)
		return false;
	*mark = true;
	*len = before;
	return true;
}

bool
config_split_listen(
    const char *listen, char address[ADDR_TEXT], struct config_marks *marks)
{
	size_t len = strlen(listen);

	*marks = (struct config_marks) { .proxy = false };
	while (take_mark(listen, &len, "proxy", &marks->proxy) ||
	    take_mark(listen, &len, "secure", &marks->secure))
		continue;
	if (len >= ADDR_TEXT)
		return false;
	memcpy(address, listen, len);
	address[len] = '\0';
	return true;
}

static const char *
set_listen(const struct setting *setting)
{
	char address[ADDR_TEXT];
	struct addr addr;
	const char *wrong;
	struct config_marks marks;

	if (!config_split_listen(setting->value, address, &marks))
		return "the address is too long";
	wrong = addr_parse(&addr, address);
	return wrong != NULL ? wrong : list_add(setting);
}

static const char *
set_group(const struct setting *setting)
{
	if (group_check(str_from(setting->value)) != CODE_OK)
		return "that is no name for a group";
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

/* The one list of networks that is not empty by default. */
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

/* A path is known by its "/", as in listen. */
static const char *
set_control(const struct setting *setting)
{
	struct addr addr;

	if (strcmp(setting->value, "off") == 0)
		return set_text(setting);
	if (strchr(setting->value, '/') == NULL)
		return "a path with a \"/\", or off, is wanted";
	if (addr_parse(&addr, setting->value) != NULL)
		return "the path is too long";
	return set_text(setting);
}

/* Of UDP, though it looks like those of listen. */
static const char *
set_responder(const struct setting *setting)
{
	struct addr addr;
	const char *wrong = addr_parse(&addr, setting->value);

	if (wrong == NULL && addr_is_unix(&addr))
		wrong = "an address of UDP is wanted, as 127.0.0.1:1234";
	return wrong != NULL ? wrong : set_text(setting);
}

static const char *
keep_number(const struct setting *setting, uint64_t number)
{
	size_t *value = field(setting);

	if (number < setting->key->least || number > setting->key->most)
		return "the number is out of bounds; see forkcastd.conf(5)";
	*value = (size_t)number;
	return NULL;
}

static const char *
set_number(const struct setting *setting)
{
	uint64_t number;

	if (!str_to_number(str_from(setting->value), SIZE_MAX, &number))
		return "a number is wanted";
	return keep_number(setting, number);
}

static const char *
set_max_clients(const struct setting *setting)
{
	const char *wrong = set_number(setting);

	setting->config->max_clients_given = wrong == NULL;
	return wrong;
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
	if (!str_to_number(text, SIZE_MAX / unit, &number))
		return "a size is wanted: a number of bytes, or with K or M";
	return keep_number(setting, number * unit);
}

static const char *
set_time(const struct setting *setting)
{
	usec *value = field(setting);
	char *end;
	double seconds;

	errno = 0;
	seconds = strtod(setting->value, &end);
	if (end == setting->value || *end != '\0' || errno != 0 ||
	    !(seconds >= 0 && seconds <= TIME_MAX))
		return "a time in seconds is wanted";
	*value = (usec)(seconds * (double)SEC);
	if (*value < setting->key->least)
		return "the time is too short; see forkcastd.conf(5)";
	if (setting->key->most > 0 && *value > setting->key->most)
		return "the time is too long; see forkcastd.conf(5)";
	return NULL;
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
	return "no such choice; see forkcastd.conf(5)";
}

static const char *
set_switch(const struct setting *setting)
{
	bool *value = field(setting);

	*value = strcmp(setting->value, "yes") == 0;
	if (!*value && strcmp(setting->value, "no") != 0)
		return "yes or no is wanted";
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

#define FIELD(name) #name, .field = offsetof(struct config, name)

static const struct key keys[] = {
	{ FIELD(listen), .set = set_listen },
	{ FIELD(group), .set = set_group },
	{ FIELD(user), .set = set_text },
	{ FIELD(pid_file), .set = set_text },
	{ FIELD(password_file), .set = set_text },
	{ FIELD(password_time), .set = set_time, .most = PASSWORD_TIME_MAX },
	{ FIELD(control), .set = set_control },
	{ FIELD(board), .set = set_switch },
	{ FIELD(responder), .set = set_responder },
	{ FIELD(trusted), .set = set_network },
	{ FIELD(max_clients), .set = set_max_clients, .least = 1,
	    .most = CLIENTS_MAX },
	{ FIELD(allow), .set = set_network },
	{ FIELD(deny), .set = set_network },
	{ FIELD(exempt), .set = set_exempt },
	{ FIELD(max_per_address), .set = set_number, .most = CLIENTS_MAX },
	{ FIELD(connect_rate), .set = set_number, .most = 60000 },
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
	{ FIELD(peer_names), .set = set_switch },
	{ FIELD(stall_time), .set = set_time, .least = 100 * MSEC },
	{ FIELD(hold_time), .set = set_time, .least = 100 * MSEC },
	{ FIELD(grace), .set = set_time, .least = 100 * MSEC },
	{ FIELD(chunk_time), .set = set_time },
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
	{ FIELD(ready_fd), .set = set_number, .least = 3, .most = 65535 },
	{ FIELD(sandbox), .set = set_word, .words = sandbox_words },
	{ FIELD(log_time), .set = set_word, .words = time_words },
	{ FIELD(verbose), .set = set_switch },
	{ FIELD(detach), .set = set_switch },
};

/* Returns null, or what is wrong. */
static const char *
set(struct config *config, const char *name, const char *value,
    enum config_source source)
{
	for (size_t i = 0; i < COUNT(keys); i++) {
		if (strcmp(keys[i].name, name) != 0)
			continue;
		return keys[i].set(
		    &(struct setting) { config, &keys[i], source, value });
	}
	return "no such key";
}

static const char *
set_from_file(void *context, const char *name, const char *value)
{
	struct config *config = context;

	config->in_file++;
	if (!settings_add(&config->said, name, value))
		return "out of memory";
	return set(config, name, value, CONFIG_FILE);
}

/* In memory that workers do not inherit: what it says may be a secret. */
static bool
read_file(struct config *config, const char *name, struct error *why)
{
	const struct keyfile file = { .path = name,
		.set = set_from_file,
		.context = config,
		.room = arena_alloc(KEYFILE_ROOM) };
	bool good;

	if (file.room == NULL)
		return error_set(why, EX_OSERR, "cannot read %s: %s", name,
		    strerror(ENOMEM));
	good = keyfile_read(&file, why);
	arena_free(file.room, KEYFILE_ROOM);
	return good;
}

static bool
set_defaults(struct config *config, struct error *why)
{
	static const struct config_option defaults[] = {
		{ "listen", ADDR_DEFAULT },
		{ "trusted", "127.0.0.0/8" },
		{ "trusted", "::1" },
		{ "group", "1" },
		{ "group", "2" },
		{ "group", "3" },
		{ "password_time", "1" },
		{ "max_clients", "1000" },
		{ "exempt", "127.0.0.0/8" },
		{ "exempt", "::1" },
		{ "max_per_address", "50" },
		{ "connect_rate", "120" },
		{ "crash_time", "60" },
		{ "max_joined", "100" },
		{ "max_groups", "10000" },
		{ "max_made", "100" },
		{ "max_made_per_address", "500" },
		{ "max_per_user", "50" },
		{ "line_rate", "100" },
		{ "line_burst", "1000" },
		{ "byte_rate", "128K" },
		{ "byte_burst", "1M" },
		{ "join_rate", "120" },
		{ "rename_rate", "20" },
		{ "stall_time", "30" },
		{ "hold_time", "10" },
		{ "grace", "5" },
		{ "chunk_time", "1" },
		{ "board", "yes" },
		{ "hello_time", "20" },
		{ "idle_time", "0" },
		{ "ping_time", "30" },
		{ "queue_max", "8M" },
		{ "queue_total", "256M" },
		{ "table_max", "4M" },
		{ "box_max", "4M" },
		{ "accounts", "yes" },
		{ "hash_rounds", "100000" },
		{ "register", "yes" },
	};

	*config = (struct config) { 0 };
	for (size_t i = 0; i < COUNT(defaults); i++) {
		const char *wrong = set(
		    config, defaults[i].key, defaults[i].value, CONFIG_DEFAULT);
		if (wrong != NULL)
			return error_set(
			    why, EX_OSERR, "%s: %s", defaults[i].key, wrong);
	}
	config->max_clients_given = false;
	return true;
}

static bool
set_options(struct config *config, const struct config_command_line *line,
    struct error *why)
{
	for (size_t i = 0; i < line->count; i++) {
		const struct config_option *option = &line->option[i];
		const char *wrong =
		    set(config, option->key, option->value, CONFIG_OPTION);
		if (wrong != NULL)
			return error_set(why, EX_USAGE, "%s %s: %s",
			    option->key, option->value, wrong);
	}
	return true;
}

static bool
is_relative(const char *path)
{
	return path != NULL && path[0] != '/';
}

/* Detached it runs in /, where a relative path would be another one. */
static const char *
relative_path(const struct config *config, const char *file)
{
	if (is_relative(file))
		return file;
	if (is_relative(config->pid_file))
		return config->pid_file;
	if (config->control != NULL && strchr(config->control, '/') != NULL &&
	    is_relative(config->control))
		return config->control;
	if (is_relative(config->state))
		return config->state;
	if (is_relative(config->password_file))
		return config->password_file;
	for (size_t i = 0; i < config->listen.count; i++)
		if (strchr(config->listen.at[i], '/') != NULL &&
		    is_relative(config->listen.at[i]))
			return config->listen.at[i];
	return NULL;
}

static void
settle_networks(struct config *config)
{
	networks_settle(&config->allow.set);
	networks_settle(&config->deny.set);
	networks_settle(&config->exempt.set);
	networks_settle(&config->trusted.set);
}

/* What no key can know by itself. */
static bool
fits_together(const struct config *config, const char *file, struct error *why)
{
	const char *path = relative_path(config, file);

	if (config->group.count > config->max_groups)
		return error_set(why, EX_CONFIG,
		    "group: %zu of them, but max_groups is %zu",
		    config->group.count, config->max_groups);
	if (config->responder != NULL && !config->board)
		return error_set(why, EX_CONFIG,
		    "responder: it answers from the scoreboard: remove "
		    "\"board no\", or the responder");
	if (config->detach && path != NULL)
		return error_set(why, EX_USAGE,
		    "cannot detach: %s is no absolute path", path);
	return true;
}

/* From what the file has said, or else from the file. */
static bool
load(struct config *config, const struct config_command_line *line,
    const struct settings *said, struct error *why)
{
	if (said != NULL)
		return settings_give(said, set_from_file, config, why);
	return line->file == NULL || read_file(config, line->file, why);
}

bool
config_restore(struct config *config, const struct config_command_line *line,
    const struct settings *said, struct error *why)
{
	if (set_defaults(config, why) && load(config, line, said, why) &&
	    set_options(config, line, why) &&
	    fits_together(config, line->file, why)) {
		settle_networks(config);
		return true;
	}
	config_free(config);
	return false;
}

void
config_free(struct config *config)
{
	settings_free(&config->said);
	list_clear(&config->listen);
	list_clear(&config->group);
	networks_free(&config->allow.set);
	networks_free(&config->deny.set);
	networks_free(&config->exempt.set);
	networks_free(&config->trusted.set);
	arena_free_text(config->user);
	arena_free_text(config->pid_file);
	arena_free_text(config->password_file);
	arena_free_text(config->control);
	arena_free_text(config->responder);
	arena_free_text(config->state);
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
