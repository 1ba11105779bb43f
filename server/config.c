/* Reading the configuration: see config.h. */
#include "config.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "groups.h"
#include "shared/addr.h"
#include "shared/keyfile.h"
#include "shared/names.h"
#include "shared/str.h"
#include "slots.h"

#define TIME_MAX (86400.0 * 365)

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

static struct {
	struct config now;
} configs;

static void *
field(const struct setting *setting)
{
	return (char *)setting->config + setting->key->field;
}

static void
list_clear(struct config_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->at[i]);
	free(list->at);
	*list = (struct config_list) { .source = list->source };
}

static const char *
list_add(const struct setting *setting)
{
	struct config_list *list = field(setting);
	char **at;

	if (list->source != setting->source)
		list_clear(list);
	list->source = setting->source;
	at = realloc(list->at, (list->count + 1) * sizeof(*at));
	if (at == NULL)
		return "out of memory";
	list->at = at;
	list->at[list->count] = strdup(setting->value);
	return list->at[list->count++] != NULL ? NULL : "out of memory";
}

static const char *
set_listen(const struct setting *setting)
{
	struct addr addr;
	const char *wrong = addr_parse(&addr, setting->value);

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
set_text(const struct setting *setting)
{
	char **text = field(setting);
	char *copy = strdup(setting->value);

	if (copy == NULL)
		return "out of memory";
	free(*text);
	*text = copy;
	return NULL;
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
	{ FIELD(max_clients), .set = set_max_clients, .least = 1,
	    .most = SLOTS_MAX },
	{ FIELD(max_joined), .set = set_number, .least = 1,
	    .most = GROUPS_MAX },
	{ FIELD(max_groups), .set = set_number, .least = 1,
	    .most = GROUPS_MAX },
	{ FIELD(stall_time), .set = set_time, .least = 100 * MSEC },
	{ FIELD(grace), .set = set_time, .least = 100 * MSEC },
	{ FIELD(chunk_time), .set = set_time },
	{ FIELD(queue_max), .set = set_size, .least = 64 * 1024,
	    .most = SIZE_MAX },
	{ FIELD(queue_total), .set = set_size, .least = 64 * 1024,
	    .most = SIZE_MAX },
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
	return set(context, name, value, CONFIG_FILE);
}

static bool
read_file(struct config *config, const char *name, struct trouble *why)
{
	char wrong[KEYFILE_WHY];

	return name == NULL ||
	    keyfile_read(name, set_from_file, config, wrong) ||
	    trouble(why, EX_CONFIG, "%s", wrong);
}

static bool
set_defaults(struct config *config, struct trouble *why)
{
	static const struct config_option defaults[] = {
		{ "listen", ADDR_DEFAULT },
		{ "group", "1" },
		{ "group", "2" },
		{ "group", "3" },
		{ "max_clients", "1000" },
		{ "max_joined", "100" },
		{ "max_groups", "10000" },
		{ "stall_time", "30" },
		{ "grace", "5" },
		{ "chunk_time", "1" },
		{ "queue_max", "8M" },
		{ "queue_total", "256M" },
	};

	*config = (struct config) { 0 };
	for (size_t i = 0; i < COUNT(defaults); i++) {
		const char *wrong = set(
		    config, defaults[i].key, defaults[i].value, CONFIG_DEFAULT);
		if (wrong != NULL)
			return trouble(
			    why, EX_OSERR, "%s: %s", defaults[i].key, wrong);
	}
	config->max_clients_given = false;
	return true;
}

static bool
set_options(struct config *config, const struct config_command_line *line,
    struct trouble *why)
{
	for (size_t i = 0; i < line->count; i++) {
		const struct config_option *option = &line->option[i];
		const char *wrong =
		    set(config, option->key, option->value, CONFIG_OPTION);
		if (wrong != NULL)
			return trouble(why, EX_USAGE, "%s %s: %s", option->key,
			    option->value, wrong);
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
	for (size_t i = 0; i < config->listen.count; i++)
		if (strchr(config->listen.at[i], '/') != NULL &&
		    is_relative(config->listen.at[i]))
			return config->listen.at[i];
	return NULL;
}

/* What no key can know by itself. */
static bool
fits_together(
    const struct config *config, const char *file, struct trouble *why)
{
	const char *path = relative_path(config, file);

	if (config->group.count > config->max_groups)
		return trouble(why, EX_CONFIG,
		    "group: %zu of them, but max_groups is %zu",
		    config->group.count, config->max_groups);
	if (config->detach && path != NULL)
		return trouble(why, EX_USAGE,
		    "cannot detach: %s is no absolute path", path);
	return true;
}

bool
config_load(struct config *config, const struct config_command_line *line,
    struct trouble *why)
{
	if (set_defaults(config, why) && read_file(config, line->file, why) &&
	    set_options(config, line, why) &&
	    fits_together(config, line->file, why))
		return true;
	config_free(config);
	return false;
}

void
config_free(struct config *config)
{
	list_clear(&config->listen);
	list_clear(&config->group);
	free(config->user);
	free(config->pid_file);
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
