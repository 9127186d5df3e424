export { type Conversation, generatedConversations } from './conversation.ts';
export { differenceIn } from './difference.ts';
