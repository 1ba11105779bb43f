/*
 * Each file *.talk here begins with the behaviour of accounts that it checks.
 */
#include "tests/lib/talks.h"

int
main(int argc, char *argv[])
{
	return talks_main("tests/system/accounts", argc, argv);
}
