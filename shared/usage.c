/* Command lines: see usage.h. */
#include "shared/usage.h"

#include <string.h>
#include <unistd.h>

#include "shared/die.h"
#include "shared/str.h"

static const struct {
	const char *word;
	int letter;
} long_options[] = {
	{ "--help", 'h' },
	{ "--version", 'V' },
};

int
usage_option(const struct usage *usage, int argc, char *const *argv)
{
	for (size_t i = 0; optind < argc && i < COUNT(long_options); i++)
		if (strcmp(argv[optind], long_options[i].word) == 0) {
			optind++;
			return long_options[i].letter;
		}
	/* getopt would complain about "-" here. */
	if (optind < argc && str_begins(str_from(argv[optind]), STR("--")) &&
	    argv[optind][2] != '\0') {
		complain("unknown option %s", argv[optind++]);
		return '?';
	}
	return getopt(argc, argv, usage->letters);
}

/* Returns how many words an option takes: itself, and perhaps its value. */
static int
words_of(const char *letters, const char *option)
{
	if (option[1] == '-')
		return 1;
	for (const char *at = option + 1; *at != '\0'; at++) {
		const char *letter = strchr(letters, *at);
		if (letter != NULL && letter[1] == ':')
			return at[1] == '\0' ? 2 : 1;
	}
	return 1;
}

int
usage_operand(const struct usage *usage, int argc, char *const *argv)
{
	int i = 1;

	while (i < argc && argv[i][0] == '-' && argv[i][1] != '\0') {
		if (strcmp(argv[i], "--") == 0)
			return argc;
		i += words_of(usage->letters, argv[i]);
	}
	return i < argc ? i : argc;
}

bool
usage_is_near(const char *word, const char *other)
{
	while (*word != '\0' && *word == *other) {
		word++;
		other++;
	}
	if (*word == '\0' || *other == '\0')
		return strlen(word) + strlen(other) == 1;
	return strcmp(word + 1, other) == 0 || strcmp(word, other + 1) == 0 ||
	    strcmp(word + 1, other + 1) == 0 ||
	    (word[0] == other[1] && word[1] == other[0] &&
		strcmp(word + 2, other + 2) == 0);
}
