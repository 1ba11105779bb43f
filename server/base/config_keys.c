/* The keys of the configuration: see config_keys.h. */
#include "base/config_keys.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/bucket.h"
#include "base/limits.h"
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
set_oper(const struct setting *setting)
{
	if (name_spelling(str_from(setting->value)) != CODE_OK)
		return "that is no name for an account";
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

static const char *
set_label(const struct setting *setting)
{
	if (label_check(str_from(setting->value)) != CODE_OK)
		return "a word of letters, digits and ._- is wanted, of 63 "
		       "bytes at most";
	return set_text(setting);
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

static const char *const format_words[] = {
	[LOG_FORMAT_TEXT] = "text", [LOG_FORMAT_JSON] = "json", NULL
};

#define FIELD(name) #name, .field = offsetof(struct config, name)

static const struct key keys[] = {
	{ FIELD(listen), .set = set_listen },
	{ FIELD(group), .set = set_group },
	{ FIELD(oper), .set = set_oper },
	{ FIELD(user), .set = set_text },
	{ FIELD(pid_file), .set = set_text },
	{ FIELD(password_file), .set = set_text },
	{ FIELD(server_name), .set = set_label },
	{ FIELD(network), .set = set_label },
	{ FIELD(motd), .set = set_text },
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
	{ FIELD(ready_fd), .set = set_number, .least = 3, .most = 65535 },
	{ FIELD(sandbox), .set = set_word, .words = sandbox_words },
	{ FIELD(log_time), .set = set_word, .words = time_words },
	{ FIELD(log_format), .set = set_word, .words = format_words },
	{ FIELD(verbose), .set = set_switch },
	{ FIELD(detach), .set = set_switch },
};

const char *
config_key_set(struct config *config, const char *name, const char *value,
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
