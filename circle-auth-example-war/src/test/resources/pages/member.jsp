<%@ page contentType="text/plain;charset=UTF-8" session="false" %>present: ${circleMember.present}
state: ${circleMember.state}
whyAbsent: ${circleMember.whyAbsent}
explanation: ${circleMember.absenceDetail.explanation()}
communityMemberId: ${circleMember.communityMemberId}
communityId: ${circleMember.communityId}
expiresAt: ${circleMember.expiresAt}
renewals: ${circleMember.renewals}
isPresent(): ${circleMember.isPresent()}
state(): ${circleMember.state()}
renewals(): ${circleMember.renewals()}
a condition: ${circleMember.present ? 'member' : 'guest'}
a reason: ${circleMember.whyAbsent == 'ANONYMOUS'}
none: ${empty circleMember.whyAbsent} ${empty circleMember.communityMemberId} ${empty circleMember.expiresAt}
