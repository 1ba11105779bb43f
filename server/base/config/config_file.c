/* The configuration file: see config_file.h. */
#include "base/config/config_file.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/mem/arena.h"
#include "shared/keyfile.h"

/* The deepest inclusion. It ends loops of files that include each other. */
#define DEPTH_MAX 8

/* The bytes of a value that are shown in a message. */
#define SHOWN 100

/* A file being read. */
struct source {
	struct config *config;
	struct error *why;
	const char *path;
	unsigned depth; /* 1: the first file, not included */
	char fault[2 * SHOWN + CONFIG_WRONG];
};

static bool read_from(const struct source *source);

const char *
config_file_set(struct config *config, const char *key, const char *value,
    char wrong[CONFIG_WRONG])
{
	config->in_file++;
	if (!settings_add(&config->said, str_from(key), str_from(value)))
		return "out of memory";
	return config_key_set(config, key, value, CONFIG_FILE, wrong);
}

/*
 * Writes "KEY VALUE: WRONG" without control characters, which could harm a
 * terminal.
 */
static const char *
describe(struct source *source, const char *key, const char *value,
    const char *wrong)
{
	(void)snprintf(source->fault, sizeof(source->fault), "%.40s %.*s%s: %s",
	    key, SHOWN, value, strlen(value) > SHOWN ? "..." : "",
	    wrong); /* fits */
	for (char *at = source->fault; *at != '\0'; at++)
		if ((unsigned char)*at < ' ' || *at == '\177')
			*at = '?';
	return source->fault;
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

static bool
cannot_open(const struct source *source, const char *path, int error)
{
	return error_set(source->why, error == EACCES ? EX_NOPERM : EX_CONFIG,
	    "cannot open %s: %s", path, strerror(error));
}

/* Reads a file of a directory if it matches the pattern. */
static bool
read_match(const struct source *source, const char *pattern, const char *name)
{
	const size_t len = directory_len(pattern);
	char path[PATH_MAX];

	if (fnmatch(pattern + len, name, FNM_PERIOD) != 0)
		return true;
	if (!join(path, pattern, len, name))
		return cannot_open(source, name, ENAMETOOLONG);
	return read_included(source, path);
}

/* Reads the files that match, ordered by name. There may be none. */
static bool
read_directory(const struct source *source, const char *pattern)
{
	char directory[PATH_MAX];
	struct dirent **entries;
	bool good = true;
	int count;

	(void)join(directory, pattern, directory_len(pattern), ""); /* fits */
	count = scandir(directory, &entries, NULL, alphasort);
	if (count == -1)
		return cannot_open(source, directory, errno);
	for (int i = 0; i < count; i++) {
		good = good && read_match(source, pattern, entries[i]->d_name);
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
	const bool is_whole = value[0] == '/';
	char path[PATH_MAX];
	bool good;

	if (source->depth == DEPTH_MAX)
		return "files included too deeply, limit 8";
	if (!join(path, source->path,
		is_whole ? 0 : directory_len(source->path), value))
		return "path too long";
	if (strpbrk(path + directory_len(path), "*?[") != NULL)
		good = read_directory(source, path);
	else
		good = read_included(source, path);
	return good ? NULL : "";
}

static const char *
config_file_take(void *context, const char *key, const char *value)
{
	struct source *source = context;
	char room[CONFIG_WRONG];
	const char *wrong = strcmp(key, "include") == 0 ?
	    include(source, value) :
	    config_file_set(source->config, key, value, room);

	if (wrong == NULL || wrong[0] == '\0')
		return wrong;
	return describe(source, key, value, wrong);
}

/*
 * Reads a file into memory that workers do not inherit: it may contain secrets.
 */
static bool
read_from(const struct source *source)
{
	struct source context = *source;
	const struct keyfile file = { .path = source->path,
		.set = config_file_take,
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

bool
config_file_read(struct config *config, const char *path, struct error *why)
{
	const struct source source = {
		.config = config, .why = why, .path = path, .depth = 1
	};

	return read_from(&source);
}
