// A pair of virtual Ethernet devices and a socket for raw frames on one of them: rtnetlink(7) and packet(7) by hand.
#pragma once

#include <arpa/inet.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "result.h"

/// A request that grows: the header, then attributes, of which some hold others.
struct k_request {
    struct nlmsghdr header;
    struct ifinfomsg link;
    char attributes[512];
};

static inline struct rtattr *k_attribute(struct k_request *request, int type, const void *value, size_t bytes) {
    struct rtattr *attribute = (struct rtattr *)((char *)request + NLMSG_ALIGN(request->header.nlmsg_len));
    attribute->rta_type = (unsigned short)type;
    attribute->rta_len = (unsigned short)RTA_LENGTH(bytes);
    if (bytes) memcpy(RTA_DATA(attribute), value, bytes);
    request->header.nlmsg_len = NLMSG_ALIGN(request->header.nlmsg_len) + (uint32_t)RTA_ALIGN(attribute->rta_len);
    return attribute;
}

/// An attribute holds everything that came after it.
static inline void k_close_attribute(struct k_request *request, struct rtattr *attribute) {
    attribute->rta_len = (unsigned short)((char *)request + request->header.nlmsg_len - (char *)attribute);
}

/// Sends a request and waits for its acknowledgement.
static inline int k_ask(struct k_request *request) {
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (fd < 0) return -errno;
    struct {
        struct nlmsghdr header;
        struct nlmsgerr error;
        char rest[1024];
    } answer = {{0}};
    int result = 0;
    if (send(fd, request, request->header.nlmsg_len, 0) < 0 || recv(fd, &answer, sizeof answer, 0) < 0)
        result = -errno;
    else if (answer.header.nlmsg_type == NLMSG_ERROR)
        result = answer.error.error;
    close(fd);
    return result;
}

static inline void k_name_and_queues(struct k_request *request, const char *name) {
    uint32_t one = 1;
    k_attribute(request, IFLA_IFNAME, name, strlen(name) + 1);
    k_attribute(request, IFLA_NUM_TX_QUEUES, &one, sizeof one);
    k_attribute(request, IFLA_NUM_RX_QUEUES, &one, sizeof one);
}

/// Makes two devices, each the other's wire, with one queue each.
static inline int k_veth_make(const char *near, const char *far) {
    struct k_request request = {{0}};
    request.header = (struct nlmsghdr){NLMSG_LENGTH(sizeof(struct ifinfomsg)), RTM_NEWLINK,
                                       NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, 1, 0};
    k_name_and_queues(&request, near);
    struct rtattr *info = k_attribute(&request, IFLA_LINKINFO, 0, 0);
    k_attribute(&request, IFLA_INFO_KIND, "veth", 5);
    struct rtattr *data = k_attribute(&request, IFLA_INFO_DATA, 0, 0);
    struct ifinfomsg none = {0};
    struct rtattr *peer = k_attribute(&request, VETH_INFO_PEER, &none, sizeof none);
    k_name_and_queues(&request, far);
    k_close_attribute(&request, peer);
    k_close_attribute(&request, data);
    k_close_attribute(&request, info);
    return k_ask(&request);
}

/// Switches a device on.
static inline int k_link_up(int index) {
    struct k_request request = {{0}};
    request.header = (struct nlmsghdr){NLMSG_LENGTH(sizeof(struct ifinfomsg)), RTM_NEWLINK,
                                       NLM_F_REQUEST | NLM_F_ACK, 1, 0};
    request.link.ifi_index = index;
    request.link.ifi_flags = request.link.ifi_change = 1; // IFF_UP
    return k_ask(&request);
}

/// The protocol number that the IEEE leaves to experiments.
enum { k_frame_protocol = 0x88b5 };

/// A socket that receives the frames of `k_frame_protocol` that come in at a device, and gives up waiting after
/// `seconds`.
static inline int k_frame_socket(int index, long seconds) {
    int fd = k_result(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
    if (fd < 0) return fd;
    struct sockaddr_ll address = {
        .sll_family = AF_PACKET, .sll_protocol = htons(k_frame_protocol), .sll_ifindex = index};
    struct timeval limit = {seconds, 0};
    if (bind(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0)
        return fd;
    int failure = -errno;
    close(fd);
    return failure;
}

/// Sends one frame, to and from nobody, and waits until one comes in.
static inline int k_frame_round(int fd) {
    unsigned char frame[64] = {[12] = k_frame_protocol >> 8, [13] = k_frame_protocol & 0xff};
    if (send(fd, frame, sizeof frame, 0) < 0) return -errno;
    ssize_t got;
    do got = recv(fd, frame, sizeof frame, 0);
    while (got < 0 && errno == EINTR);
    return got < 0 ? -errno : 0;
}
