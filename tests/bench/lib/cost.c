/* The cost of a server and its workers: see cost.h. */
#include "cost.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/die.h"
#include "tests/lib/proc.h"

#define FILE_SIZE 4096
#define NAME_SIZE 320

void
cost_init(struct cost *cost, pid_t server, size_t max)
{
	*cost = (struct cost) { .server = server };
	cost->workers = calloc(max, sizeof(*cost->workers));
	if (cost->workers == NULL)
		die_errno(EX_OSERR, "cannot keep the pids of %zu workers", max);
	const size_t found = proc_children(server, cost->workers, max);
	cost->count = found < max ? found : max;
}

void
cost_free(struct cost *cost)
{
	free(cost->workers);
	*cost = (struct cost) { 0 };
}

/* The first number of schedstat is the time run, in nanoseconds. */
static double
cpu_of_thread(pid_t pid, const char *thread)
{
	char name[NAME_SIZE];
	char text[FILE_SIZE];

	(void)snprintf(name, sizeof(name), "task/%s/schedstat", thread);
	if (proc_read(pid, name, text, sizeof(text)) == 0)
		return 0; /* it has just ended */
	return strtod(text, NULL) / 1e9;
}

static double
cpu_of(pid_t pid)
{
	char path[NAME_SIZE];
	const struct dirent *entry;
	double sum = 0;

	(void)snprintf(path, sizeof(path), "/proc/%ld/task", (long)pid);
	DIR *threads = opendir(path);
	if (threads == NULL)
		return NAN;
	while ((entry = readdir(threads)) != NULL)
		if (entry->d_name[0] != '.')
			sum += cpu_of_thread(pid, entry->d_name);
	(void)closedir(threads);
	return sum;
}

double
cost_cpu_server(const struct cost *cost)
{
	return cpu_of(cost->server);
}

double
cost_cpu_workers(const struct cost *cost)
{
	double sum = 0;

	for (size_t i = 0; i < cost->count; i++)
		sum += cpu_of(cost->workers[i]);
	return sum;
}

double
cost_cpu(const struct cost *cost)
{
	return cost_cpu_server(cost) + cost_cpu_workers(cost);
}

/* The sum of a field over a file of lines "FIELD: NUMBER"; NAN: none. */
static double
sum_of(const char *path, const char *field)
{
	char line[NAME_SIZE];
	double sum = NAN;
	FILE *file = fopen(path, "r");

	while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
		const char *at = line + strspn(line, " ");
		if (strncmp(at, field, strlen(field)) != 0)
			continue;
		sum = isnan(sum) ? 0 : sum;
		sum += strtod(at + strlen(field), NULL);
	}
	if (file != NULL)
		(void)fclose(file);
	return sum;
}

double
cost_available(void)
{
	const double page = (double)sysconf(_SC_PAGESIZE) / 1024;

	return sum_of("/proc/meminfo", "MemAvailable:") +
	    sum_of("/proc/zoneinfo", "count:") * page;
}
