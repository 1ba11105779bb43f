/* What a load generator has measured: see measure.h. */
#include "measure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "shared/die.h"
#include "shared/str.h"

#define FIRST_ROOM 65536 /* samples */
#define OPTIONS 16

/* Its value, or null, is in optarg. */
static void
set_option(const struct option *option)
{
	uint64_t value = 0;

	if (option->given != NULL) {
		*option->given = true;
		return;
	}
	if (option->text != NULL) {
		*option->text = optarg;
		return;
	}
	if (!str_to_number(str_from(optarg), option->most, &value) ||
	    value < option->least)
		die(EX_USAGE, "%s is not a number from %zu to %zu", optarg,
		    option->least, option->most);
	*option->number = (size_t)value;
}

void
read_options(int argc, char **argv, const struct option *options, size_t count,
    const char *usage)
{
	char letters[2 * OPTIONS + 1];
	size_t len = 0;
	int letter;

	for (size_t i = 0; i < count; i++) {
		letters[len++] = options[i].letter;
		if (options[i].given == NULL)
			letters[len++] = ':';
	}
	letters[len] = '\0';
	while ((letter = getopt(argc, argv, letters)) != -1) {
		size_t i = 0;
		while (i < count && options[i].letter != letter)
			i++;
		if (i == count)
			die(EX_USAGE, "usage: %s", usage);
		set_option(&options[i]);
	}
}

void
raise_files(size_t count)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		die_errno(EX_OSERR, "cannot ask how many files may be open");
	if (limit.rlim_cur < count)
		limit.rlim_cur = count;
	if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
		die_errno(
		    EX_OSERR, "cannot open %zu files; raise ulimit -n", count);
}

void
samples_add(struct samples *samples, usec took)
{
	if (samples->count == samples->room) {
		samples->room =
		    samples->room > 0 ? 2 * samples->room : FIRST_ROOM;
		samples->at =
		    realloc(samples->at, samples->room * sizeof(*samples->at));
	}
	if (samples->at == NULL)
		die_errno(EX_OSERR, "cannot keep %zu samples", samples->room);
	samples->at[samples->count++] = (uint32_t)took;
}

static int
compare(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a;
	const uint32_t y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

double
samples_percentile(struct samples *samples, size_t percent)
{
	if (samples->count == 0)
		return NAN;
	qsort(samples->at, samples->count, sizeof(*samples->at), compare);
	const size_t rank = samples->count * percent / 100;
	return (double)samples->at[rank];
}

void
samples_free(struct samples *samples)
{
	free(samples->at);
	*samples = (struct samples) { 0 };
}

static const char *const kinds[KINDS] = {
	[KIND_TALK] = "talk",
	[KIND_IDLE] = "idle",
	[KIND_CONNECT] = "connect",
};

void
result_init(struct result *result, const char *server)
{
	if (server[0] == '\0' || strcspn(server, " \n") >= RESULT_SERVER ||
	    server[strcspn(server, " \n")] != '\0')
		die(EX_USAGE, "'%s' is not a word of at most %d bytes", server,
		    RESULT_SERVER - 1);
	*result = (struct result) { 0 };
	(void)snprintf(result->server, RESULT_SERVER, "%s", server);
	for (size_t i = 0; i < METRICS; i++)
		result->value[i] = NAN;
}

void
result_print(const struct result *result)
{
	const struct load *load = &result->load;

	(void)printf("%s %s %zu %zu %zu %zu %zu %zu %zu", result->server,
	    kinds[load->kind], load->receivers, load->groups, load->idle,
	    load->window, load->bytes, load->rate, load->room);
	for (size_t i = 0; i < METRICS; i++)
		(void)printf(" %g", result->value[i]);
	(void)printf("\n");
	if (fflush(stdout) != 0)
		die_errno(EX_IOERR, "cannot print what was measured");
}
