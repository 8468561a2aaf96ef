"""The block in both schemas. Resolvers open a transaction, call, and convert."""

import strawberry

from blocks.notifications import model
from blocks.notifications.rows import registered

strawberry.enum(model.Kind, name="NotificationKind")
strawberry.enum(model.TaskState, name="TaskState")
strawberry.enum(model.TypeState, name="NotificationTypeState")
strawberry.enum(model.OwnUse, name="OwnChannelUse")
strawberry.enum(model.Relative, name="ReminderRelativeTo")
strawberry.enum(model.Choice, name="NotificationChoice")
strawberry.enum(model.Channel, name="DeliveryChannel")
strawberry.enum(model.DeliveryState, name="DeliveryState")
strawberry.enum(model.Reason, name="DeliveryReason")
strawberry.enum(registered.NotificationState, name="NotificationState")
strawberry.enum(registered.DoneBy, name="TaskDoneBy")
