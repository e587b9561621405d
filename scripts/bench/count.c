// Counts the packets of a capture through libpcap, and does nothing else: how fast the file can be walked through at all.

#include <pcap.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	char problem[PCAP_ERRBUF_SIZE];
	struct pcap_pkthdr *header;
	const u_char *octets;
	unsigned long long packets = 0;
	int status;

	if (argc != 2) {
		fprintf(stderr, "usage: count FILE | --version\n");
		return 2;
	}
	if (argv[1][0] == '-') {
		puts(pcap_lib_version());
		return 0;
	}
	pcap_t *capture = pcap_open_offline(argv[1], problem);
	if (capture == NULL) {
		fprintf(stderr, "%s\n", problem);
		return 1;
	}
	while ((status = pcap_next_ex(capture, &header, &octets)) == 1)
		packets++;
	if (status == PCAP_ERROR) {
		fprintf(stderr, "%s\n", pcap_geterr(capture));
		return 1;
	}
	printf("%llu\n", packets);
	return 0;
}
