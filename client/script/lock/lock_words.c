/* The command line of forkcast lock: see lock_words.h. */
#include "script/lock/lock_words.h"

#include <string.h>
#include <unistd.h>

#include "script/script.h"
#include "session/option.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "shared/limits.h"
#include "shared/names.h"

static const struct usage usage = {
	"usage: forkcast lock [-hV] [-C COMMAND] [-m NUMBER] [-n NAME]\n"
	"       [-s ADDRESS] [-t SECONDS] [-w SECONDS] TABLE KEY COMMAND [ARGUMENT]...\n"
	"       forkcast lock -z [OPTION]... TABLE KEY",
	SCRIPT_OPTIONS "m:w:z",
	"Run COMMAND while holding KEY in the table of the group TABLE; if "
	"others hold\n"
	"it, wait in the queue first. Exit with COMMAND's status.\n\n"
	"  -m NUMBER      Let up to NUMBER hold KEY at a time; default: 1.\n"
	"  -w SECONDS     Give up after waiting this long, with status 75; "
	"0: at once.\n"
	"  -z             Only wait until nobody holds KEY.\n" SCRIPT_HELP
};

static void
set_wait(struct lock_words *words, const char *seconds)
{
	words->gives_up = true;
	words->wait = strcmp(seconds, "0") == 0 ? 0 : option_time('w', seconds);
}

static void
read_options(struct lock_words *words, int argc, char *const *argv)
{
	const struct script_option own[] = {
		{ 'm', .number = &words->most, .most = LIMIT_HOLDERS },
		{ 'z', .flag = &words->zero },
		{ 0 },
	};

	script_options(&words->options, &usage, argc, argv);
	while (script_next_option(&words->options, own, argc, argv) != -1)
		set_wait(words, optarg); /* it was -w */
}

static void
check_arguments(const struct lock_words *words, int count)
{
	const struct script_options *options = &words->options;

	if (words->zero && words->most > 0)
		script_usage(options, "-m and -z cannot be combined");
	if (words->zero && count > 2)
		script_usage(options, "-z takes no COMMAND");
	if (count < (words->zero ? 2 : 3))
		script_usage(options, "missing argument");
}

void
lock_words_read(struct lock_words *words, int argc, char *const *argv)
{
	*words = (struct lock_words) { 0 };
	read_options(words, argc, argv);
	char *const *arguments = argv + optind;
	check_arguments(words, argc - optind);
	if (words->most == 0)
		words->most = 1;
	words->table = arguments[0];
	words->key = arguments[1];
	words->command = words->zero ? NULL : arguments + 2;
	if (words->table[0] == '@')
		script_usage(&words->options,
		    "lock works only with the table of a group");
	option_check_groups((char *const[]) { words->table, NULL });
	if (key_check(str_from(words->key)) != CODE_OK)
		die(EX_DATAERR,
		    "invalid key \"%s\": must be 1 to %d bytes from a to z, "
		    "digits and . _ / -",
		    words->key, LIMIT_KEY);
}
